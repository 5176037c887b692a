#!/bin/sh
# What the tests need and pip cannot bring: a browser and a Chinese font. As root we install them, else we say what is missing.
chinese() { fc-list :lang=zh-cn 2>/dev/null | grep -q .; }
missing=""
command -v chromium >/dev/null || missing="chromium"
chinese || missing="$missing fonts-noto-cjk fontconfig"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null || exit 2
    exit 0
fi
echo "The tests need these packages, and only root can install them: $missing" >&2
exit 2
