package permission

import (
	"strings"
	"sync"
)

// preapproved reports a documentation page that the client fetches without a
// question. The hosts were found by asking the client about 270 of them (groups
// wf-preapproved, m-wf-*), so the list may not be whole.
func preapproved(host, path string) bool {
	if _, ok := preapprovedHosts()[host]; ok {
		return true
	}
	prefix, ok := preapprovedPaths()[host]
	if !ok {
		return false
	}
	rest, ok := strings.CutPrefix(path, prefix)
	return ok && (rest == "" || rest[0] == '/')
}

// preapprovedPaths are hosts of which only one folder is trusted.
var preapprovedPaths = sync.OnceValue(func() map[string]string {
	return map[string]string{
		"claude.com":     "/docs",
		"github.com":     "/anthropics",
		"go.dev":         "/doc",
		"huggingface.co": "/docs",
		"vercel.com":     "/docs",
		"wordpress.org":  "/documentation",
		"www.kaggle.com": "/docs",
	}
})

var preapprovedHosts = sync.OnceValue(func() map[string]struct{} {
	return map[string]struct{}{
		"agentskills.io": {}, "angular.io": {}, "asp.net": {}, "blazor.net": {}, "bun.sh": {}, "cloud.google.com": {},
		"code.claude.com": {}, "cypress.io": {}, "d3js.org": {}, "dev.mysql.com": {}, "devcenter.heroku.com": {},
		"developer.android.com": {}, "developer.apple.com": {}, "developer.mozilla.org": {}, "doc.rust-lang.org": {},
		"docs.aws.amazon.com": {}, "docs.djangoproject.com": {}, "docs.flutter.dev": {}, "docs.netlify.com": {},
		"docs.oracle.com": {}, "docs.python.org": {}, "docs.spring.io": {}, "docs.stripe.com": {},
		"docs.swift.org": {}, "docs.unity.com": {}, "docs.unrealengine.com": {}, "dotnet.microsoft.com": {},
		"en.cppreference.com": {}, "expressjs.com": {}, "fastapi.tiangolo.com": {}, "flask.palletsprojects.com": {},
		"getbootstrap.com": {}, "git-scm.com": {}, "gradle.org": {}, "graphql.org": {}, "hibernate.org": {},
		"httpd.apache.org": {}, "jestjs.io": {}, "jquery.com": {}, "jupyter.org": {}, "keras.io": {},
		"kotlinlang.org": {}, "kubernetes.io": {}, "laravel.com": {}, "learn.microsoft.com": {}, "matplotlib.org": {},
		"maven.apache.org": {}, "modelcontextprotocol.io": {}, "nextjs.org": {}, "nginx.org": {}, "nodejs.org": {},
		"numpy.org": {}, "pandas.pydata.org": {}, "platform.claude.com": {}, "prisma.io": {}, "pytorch.org": {},
		"react.dev": {}, "reactnative.dev": {}, "reactrouter.com": {}, "redis.io": {}, "redux.js.org": {},
		"requests.readthedocs.io": {}, "ruby-doc.org": {}, "scikit-learn.org": {}, "selenium.dev": {},
		"spark.apache.org": {}, "symfony.com": {}, "tailwindcss.com": {}, "threejs.org": {}, "tomcat.apache.org": {},
		"vuejs.org": {}, "webpack.js.org": {}, "www.ansible.com": {}, "www.docker.com": {}, "www.mongodb.com": {},
		"www.php.net": {}, "www.postgresql.org": {}, "www.sqlite.org": {}, "www.tensorflow.org": {},
		"www.terraform.io": {}, "www.typescriptlang.org": {},
	}
})
