# Rules for what `qoverride plan --format json` prints, for conftest. Change the constants to what your team agrees on.
package main

import rego.v1

# Deletes only from Monday to Thursday, from 8 to 15 o'clock (UTC).
delete_days := {"Monday", "Tuesday", "Wednesday", "Thursday"}

delete_hours := {8, 9, 10, 11, 12, 13, 14}

# Values of these environments come from a store that only production may read.
guarded_environments := {"production"}

guarded_sources := {"sops", "vault"}

# More overrides than this are not taken over in one go: their old values are lost.
most_adoptions := 3

# Whatever this file does not know must not pass.
deny contains "this is no plan of a version that these rules know" if not startswith(input.formatVersion, "1.")

deny contains "the plan has errors" if {
	some diagnostic in input.diagnostics
	diagnostic.severity == "error"
}

deny contains message if {
	some change in input.changes
	change.action == "delete"
	not in_delete_window
	message := sprintf("%s may only be deleted from Monday to Thursday, from 8 to 15 o'clock (UTC)", [change.address])
}

deny contains message if {
	some change in input.changes
	change.action in {"create", "update"}
	is_guarded(change)
	not change.valueFrom in guarded_sources
	message := sprintf("%s takes its value from %s; production takes values from SOPS or Vault only", [change.address, change.valueFrom])
}

deny contains message if {
	input.summary.adopt > most_adoptions
	message := sprintf("%d overrides would be taken over; %d at most", [input.summary.adopt, most_adoptions])
}

in_delete_window if {
	time.weekday(now) in delete_days
	time.clock(now)[0] in delete_hours
}

# An address names its environment second, except at project scope, whose overrides reach every environment.
is_guarded(change) if split(change.address, "/")[1] in guarded_environments

is_guarded(change) if change.scope == "PROJECT"

# A test can say which time it is, with --data.
now := time.parse_rfc3339_ns(data.now) if {
	data.now
} else := time.now_ns()
