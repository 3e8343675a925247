package leak

import "encoding/json"

// rawJSON is JSON that is written as it is.
type rawJSON []byte

// MarshalJSON returns the text itself.
func (r rawJSON) MarshalJSON() ([]byte, error) { return r, nil }

// withheld is a JSON value of the same shape with none of its texts.
func withheld(value json.RawMessage) any {
	const text = "[withheld: it could not be searched for secrets]"
	var v any
	if json.Unmarshal(value, &v) != nil {
		return text
	}
	var empty func(v any) any
	empty = func(v any) any {
		switch v := v.(type) {
		case string:
			return text
		case []any:
			for i := range v {
				v[i] = empty(v[i])
			}
		case map[string]any:
			for k := range v {
				if k != "type" { // the kind of a block, which the client checks
					v[k] = empty(v[k])
				}
			}
		}
		return v
	}
	return empty(v)
}
