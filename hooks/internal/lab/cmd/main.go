// Command cmd is the hook of package lab.
package main

import (
	"os"

	"github.com/gatehouse-go/gatehouse/hooks/internal/lab"
)

func main() { lab.Main(os.Args[1:]) }
