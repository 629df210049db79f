"""The packages for Debian, UOS and Kylin: everything in one file but Python and Pango."""
