"""The shell: pages that serve every case type. One file per page or subject; reading is done by selectors."""
