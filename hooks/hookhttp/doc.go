// Package hookhttp serves hooks of "type": "http": one policy server for all
// sessions of an organisation, with the handlers of package hooks.
//
//	func main() {
//		server, err := hookhttp.New(hookhttp.Options{Tokens: strings.Fields(os.Getenv("HOOK_TOKENS"))},
//			hookhttp.On(guardTools),
//			hookhttp.On(guardPrompts))
//		if err != nil {
//			log.Fatal(err)
//		}
//		ln, err := net.Listen("tcp", "127.0.0.1:8787")
//		if err != nil {
//			log.Fatal(err)
//		}
//		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
//		defer stop()
//		if err := server.Serve(ctx, ln); err != nil {
//			log.Fatal(err)
//		}
//	}
//
//	func guardTools(ctx context.Context, e *hooks.PreToolUse) (hooks.Response, error) {
//		if command, ok := e.Command(); ok && strings.Contains(command, "push --force") {
//			return e.Deny("never force-push; push a new branch instead"), nil
//		}
//		return hooks.Response{}, nil
//	}
//
//	func guardPrompts(ctx context.Context, e *hooks.UserPromptSubmit) (hooks.Response, error) {
//		return hooks.Response{Context: "Our rules: https://wiki.example/rules"}, nil
//	}
//
// Outside of one machine, let it listen with TLS (crypto/tls.Listen), or behind a
// proxy that has it: the token would travel in the clear. Every route gets the
// events that it fits, of which several answers are joined by [hooks.Strictest].
//
// # Settings
//
// Managed settings that send the calls there, and that close what would be open:
//
//	{
//	  "hooks": {
//	    "PreToolUse": [{
//	      "hooks": [{
//	        "type": "http",
//	        "url": "https://policy.example/",
//	        "headers": {"Authorization": "Bearer $HOOK_TOKEN"},
//	        "allowedEnvVars": ["HOOK_TOKEN"],
//	        "timeout": 30,
//	        "onFailure": "block"
//	      }]
//	    }]
//	  },
//	  "allowedHttpHookUrls": ["https://policy.example/*"]
//	}
//
// Without "onFailure": "block" Claude Code carries on when the server cannot be
// reached, does not answer in time, or answers with any status but 2xx: the user
// reads that "a hook gave no usable answer". Versions of Claude Code that do not
// know the setting ignore it, as do Stop, SubagentStop, TaskCompleted and
// TeammateIdle. What must hold although the network is down belongs into the
// deny rules of managed settings.
//
// A variable in headers that is not set, or not in allowedEnvVars, is replaced by
// nothing. A url that is none invalidates the whole settings file, permission
// rules included.
//
// # What is answered
//
// A status other than 2xx never blocks by itself, so whatever was admitted is
// answered with status 200. Then the body decides:
//
//	the handler answers              200  its answer in JSON; nothing if it has no opinion
//	the handler fails, panics, takes 200  JSON that refuses, as package hooks does
//	too long, has no free place           by exit code and JSON
//	the message is malformed, too    200  JSON that refuses the event of the only
//	large, or breaks off                  route; if there are several, "decision":
//	                                      "block" and the denial of a PermissionRequest
//	no route for the event           200  JSON that refuses
//	events that cannot be refused    200  nothing
//	or are better not refused
//
// A request that is not admitted gets a status that blocks only with "onFailure":
// "block", and a JSON object with an "error". Nothing of its body is read:
//
//	no valid token                   401
//	a method other than POST         405
//	a content type other than JSON   415
//	too much header                  431
//
// GET /healthz needs no token. It answers 200, or 503 if the server is stopping,
// or if handlers that do not end have taken all places for a second.
//
// Measured with Claude Code 2.1.330 (testdata/client.jsonl): an empty body is success, and so is status
// 204; the content type of the answer does not matter; text and JSON that does
// not fit the schema are failures; redirects are not followed, and are failures.
// {"continue": false} ends the turn after the tool has run, so that it refuses
// nothing. SessionStart and Setup know no HTTP hooks. WorktreeCreate takes its
// path from hookSpecificOutput.worktreePath, and takes the reason of "decision":
// "block" for a path too, for which reason this package sends none: without a
// path the creation fails, as it does with any other status. Claude reads what
// [hooks.PreCompact.Instruct] says within its JSON.
//
// # Limits
//
// A handler cannot be stopped from outside. One that is still running after
// [Options.Timeout] has been answered for, and keeps its place, of which there
// are [Options.MaxConcurrent], until it ends.
//
// A panic in another goroutine than the handler's ends the server. An answer that
// it had sent is whole, since its length goes before it; for the rest see
// "onFailure".
//
// [Server] is an [net/http.Handler]. Whoever serves it by other means than Serve
// has to bound the time of reading and the number of connections himself, and
// sees no stop coming.
package hookhttp
