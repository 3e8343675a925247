package secrets_test

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-go/gatehouse/secrets"
)

func TestURLCredentials(t *testing.T) {
	scanner, err := secrets.New(secrets.Config{})
	require.NoError(t, err)
	for _, text := range []string{
		"postgres://app:%s@db.internal:5432/orders", "DATABASE_URL=mysql2://app:%s@10.0.0.7/orders?ssl=true", `"amqps://admin:%s@broker:5671/vhost"`, "mongodb://app:%s@a:27017,b:27018/x?replicaSet=r",
		"mongodb+srv://app:%s@cluster0.mongodb.net/x", "redis://:%s@cache:6379/0", "https://deploy:%s@git.internal/x.git", "ftp://app:%s@files.internal", "proxy = http://john.doe:%s@proxy.internal:3128",
		"jdbc:oracle:thin:app/%s@db:1521:x", "cvs://:pserver:app:%s@cvs.internal:/cvs", "git+https://%s:x-oauth-basic@git.internal/x.git", "(see ldap://cn:%s@[::1]:389)", "pg://user:a%%40%s@localhost/x",
	} {
		r := rand.New(rand.NewPCG(2, 2))
		for range 20 {
			value := made(r, 20, alnum)
			found := false
			for _, f := range scanner.Scan(fmt.Appendf(nil, text, value)) {
				found = found || len(f.Secret.Reveal()) < 26 && f.Secret.Reveal()[len(f.Secret.Reveal())-20:] == value
			}
			require.True(t, found, "%s in %s", value, text)
		}
	}
	for _, text := range []string{
		"https://example.com:8080/@scope/a", "https://example.com/a?b=c:d@e", "postgres://user:password@localhost/db", "http://user:pass@example.com", "redis://user:${REDIS_PASSWORD}@host", "amqp://u:{{pass}}@h",
		"https://x-access-token:YOUR_TOKEN@github.com/a/b", "http://user:***@dummy", "http://user:xxxxx@host", "mongodb://<user>:<password>@host", "http://google.com:80#@other.example/", "git@github.com:a/b",
		"http://$USER:$PASS@host", "http://%s:%s@%s", "https://user@host/path", "ssh://git@host:22/x",
		"curl https://x.example; git push -u topic_2:other2", "curl https://x.example\ngit push -u topic_2:other2", "oci://%s/u/chart:0.1.0@%s", "https://USERNAME:PERSONAL_ACCESS_TOKEN@github.com/a/b", "http://{USER}:{ENCODED_PASSWORD}@host", "s3://aws_key:aws_secret@bucket/x", "git+file:///T:/with/repository.git@1.0", "message://%3c330e7f8409726r6a4ba78dkf1fd71420c1bf6ff@mail.gmail.com%3e", "enrtree://AM5FCQLWIZX2QFPNJAP7VUERCCRNGRHWZG3YY@x.example", "cvs://:pserver:anoncvs@cvs.example:/cvs/src", "endpoint = http://@HOST:@PORT/client/api",
	} {
		require.Empty(t, scanner.Scan([]byte(text)), "%s", text)
	}
}

func TestHeaders(t *testing.T) {
	scanner, err := secrets.New(secrets.Config{})
	require.NoError(t, err)
	r := rand.New(rand.NewPCG(3, 3))
	token := made(r, 32, alnum)
	basic := base64.StdEncoding.EncodeToString([]byte("admin:" + made(r, 9, alnum)))
	for _, text := range []string{
		"Authorization: Bearer " + token, "authorization: bearer " + token, `-H 'Authorization: Bearer ` + token + `'`, `"Authorization": "Bearer ` + token + `"`, `headers={"Authorization": f"Token ` + token + `"}`,
		`req.Header.Set("Authorization", "Bearer ` + token + `")`, "Proxy-Authorization: Basic " + basic, `'Authorization' => 'Basic ` + basic + `'`, "curl -u admin:" + token[:12] + " https://api.internal",
		`curl --user "admin:` + token[:12] + `" https://api.internal`, "curl -X POST \\\n  -u 'admin:" + token[:12] + "' \\\n  https://api.internal", "X-Api-Key: " + token, "Authorization: " + token,
		"Authorization: ApiKey " + token, "Cookie: session_token=" + token, "wget --http-password=" + token[:14] + " https://x.internal",
	} {
		require.NotEmpty(t, scanner.Scan([]byte(text)), "%s", text)
	}
	for _, text := range []string{
		"Authorization: Bearer <token>", "Authorization: Bearer $TOKEN", "Authorization: Bearer ${token}", `"Authorization": f"Bearer {token}"`, "Authorization: Bearer your-token", "Authorization: Bearer XXXXXXXXXXXX",
		"Authorization: Basic <base64>", "WWW-Authenticate: Basic realm=\"x\"", "a Basic introduction to things", "token refreshing is done", "curl -u user:pass https://x", "curl -u <user:password> https://x",
		"curl -u username:token", "docker run -u 1000:1000 x", "docker run --user root:root x", "curl --user $USER:$PASSWORD x", "Bearer authentication", "Basic authentication",
	} {
		require.Empty(t, scanner.Scan([]byte(text)), "%s", text)
	}
}
