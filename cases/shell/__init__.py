"""The pages: one door of two. They serve every case type, one file per page or subject; reading is done by core."""
