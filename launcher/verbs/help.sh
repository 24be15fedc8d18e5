# Lists the verbs.
run() {
  say "Troop, an API gateway where every change is a signed, tested, staged, reversible commit."
  say ""
  say "usage: ./troop VERB [flags]"
  say ""
  local file
  for file in "$TROOP_ROOT"/launcher/verbs/*.sh; do
    printf '  %-9s %s\n' "$(basename "$file" .sh)" "$(sed -n '1s/^# //p' "$file")"
  done
  say ""
  say "State is kept in $TROOP_HOME (TROOP_HOME chooses another folder)."
}
