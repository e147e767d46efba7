# Lets `qoverride plan` list the secrets of named services, and nothing else. Manifests must use UUIDs.
# Qovery adds the package itself, so this file has none.

# By the word in the API's path: application, container, job, environment or project.
scopes := {"application": {"11111111-1111-4111-8111-111111111111"}}

default allow := false

allow if {
	input.request.method == "GET"
	some kind, ids in scopes
	some id in ids
	input.request.path == ["api", kind, id, "secret"]
}
