#!/bin/sh
# Fit deploy/nginx/microblog.conf to the containers: another host, and the name of the site from SITE.
# Docker's own name server is asked anew from time to time: a new container of the web has a new address.
set -eu
sed -e "s/microblog\.example\.org/${SITE:?}/g" \
  -e 's/^\( *\)proxy_pass http:\/\/127\.0\.0\.1:8000;/\1set $microblog web:5000;\n\1proxy_pass http:\/\/$microblog;/' \
  -e '/listen \[::\]/d' \
  -e 's/^\( *\)ssl_protocols .*/&\n\1resolver 127.0.0.11 valid=5s ipv6=off;/' \
  "${1:-/microblog.conf}" >"${2:-/etc/nginx/conf.d/default.conf}"
