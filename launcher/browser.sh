# The browser in which the console's flows are tested.

has_browser() { command -v chromium || command -v chromium-browser || command -v google-chrome || command -v google-chrome-stable; }

# Installs Chromium where that is possible. Without a browser the flows are skipped, and say why.
need_browser() {
  if has_browser >/dev/null; then return; fi
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    step "Installing Chromium, for the console's flows"
    if (apt-get update -qq && DEBIAN_FRONTEND=noninteractive timeout 600 apt-get install -y -qq --no-install-recommends chromium) >/dev/null 2>&1; then return; fi
  fi
  warn "Chromium was not found: the console's flows are skipped (Debian: apt install chromium)"
}
