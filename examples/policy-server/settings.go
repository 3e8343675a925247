package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/gatehouse-go/gatehouse/hooks"
)

// settingsFor are managed settings that send calls to a server, and refuse them if it
// is down.
func settingsFor(url string) string {
	allowed, err := json.Marshal(strings.TrimSuffix(url, "/") + "/*")
	if err != nil {
		return err.Error()
	}
	data := fmt.Appendf(nil, "{\n  \"allowManagedHooksOnly\": true,\n  \"allowedHttpHookUrls\": [%s]\n}\n", allowed)
	for _, e := range [...][2]string{{"PreToolUse", "*"}, {"UserPromptSubmit", ""}, {"PostToolUse", "*"}, {"PostToolUseFailure", "*"}} {
		data, err = hooks.AddHook(data, e[0], e[1], hooks.Hook{
			Type: hooks.HTTPHook, URL: url, Headers: map[string]string{"Authorization": "Bearer $HOOK_TOKEN"}, AllowedEnvVars: []string{"HOOK_TOKEN"},
			Timeout: 30, OnFailure: "block",
		})
		if err != nil {
			return err.Error()
		}
	}
	return string(data)
}
