# What the launcher prints: plain text, colour only on a terminal.

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
  bold=$'\e[1m' dim=$'\e[2m' red=$'\e[31m' green=$'\e[32m' plain=$'\e[0m'
else
  bold='' dim='' red='' green='' plain=''
fi

say() { printf '%s\n' "$*"; }

step() { printf '%s\n' "${bold}==>${plain} $*"; }

warn() { printf '%s\n' "${red}warning:${plain} $*" >&2; }

fail() {
  printf '%s\n' "${red}error:${plain} $*" >&2
  exit 1
}

# Indents what it reads, for quoting a log.
quote() { sed "s/^/    /"; }
