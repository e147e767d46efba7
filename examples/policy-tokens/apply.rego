# Lets `qoverride apply` list the secrets of named services, create overrides there, and edit those of one stack. It deletes nothing.
# Manifests must use UUIDs. Qovery adds the package itself, so this file has none.

# By the word in the API's path: application, container, job, environment or project.
scopes := {"application": {"11111111-1111-4111-8111-111111111111"}}

# The stack of the manifests.
stack := "storefront"

default allow := false

allow if {
	input.request.method == "GET"
	is_secrets(input.request.path)
}

allow if {
	input.request.method == "POST"
	count(input.request.path) == 6
	is_secrets(array.slice(input.request.path, 0, 4))
	input.request.path[5] == "override"
	is_marked
}

allow if {
	input.request.method == "PUT"
	count(input.request.path) == 5
	is_secrets(array.slice(input.request.path, 0, 4))
	is_marked
}

is_secrets(path) if {
	some kind, ids in scopes
	some id in ids
	path == ["api", kind, id, "secret"]
}

# qoverride ends every description with a marker, which names the stack.
is_marked if contains(input.request.body.description, sprintf("[qoverride:1:%s:", [stack]))
