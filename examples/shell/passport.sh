#!/bin/sh
# Test with curl and jq against the emulator: sh examples/shell/passport.sh
#
# The emulator is a child process; the first line of its output is JSON with the address, the
# keys, the projects and a user. Set HWOCR to another command if `hwocr` is not on the path.
set -eu

here=$(dirname "$0")
folder=$(mktemp -d)
mkfifo "$folder/output"
${HWOCR:-hwocr} emulator --port 0 --engine none > "$folder/output" &
emulator=$!
trap 'kill "$emulator"; rm -r "$folder"' EXIT
exec 3< "$folder/output"
read -r info <&3

url=$(echo "$info" | jq -r .url)
project=$(echo "$info" | jq -r '.projects["ap-southeast-1"]')

# A token for the project. In a signed request nothing of this is needed.
auth=$(echo "$info" | jq '{auth: {
    identity: {methods: ["password"], password: {user: {
        name: .user.name, password: .user.password, domain: {name: .user.domain}}}},
    scope: {project: {name: "ap-southeast-1"}}}}')
token=$(curl -sS -o "$folder/token.json" -D - --json "$auth" "$url/v3/auth/tokens" \
    | tr -d '\r' | sed -n 's/^[Xx]-[Ss]ubject-[Tt]oken: //p')

base64 < "$here/../images/passport.png" | tr -d '\n' > "$folder/image"
jq -Rs '{image: .}' < "$folder/image" > "$folder/body.json"

# Call the operation; print the status, and leave the response in response.json.
call() {
    curl -sS -o "$folder/response.json" -w '%{http_code}' -H "X-Auth-Token: $token" \
        --json "@$folder/body.json" "$url/v2/$project/ocr/passport"
}

check() {
    [ "$2" = "$3" ] || { echo "$1: expected $2, got $3" >&2; exit 1; }
}

# A scripted result: an example of the contract with another name.
result=$(curl -sS --json '{"surname": "SMITH"}' "$url/_emulator/examples/recognize_passport" | jq .result)
curl -sS -o /dev/null --json "{\"operation\": \"recognize_passport\", \"answer\": $result}" \
    "$url/_emulator/answers"
check "a scripted result" 200 "$(call)"
check "its surname" SMITH "$(jq -r .result.surname "$folder/response.json")"

# A fault: the next request is throttled.
curl -sS -o /dev/null --json '{"fault": "APIG.0308", "operation": "recognize_passport", "times": 1}' \
    "$url/_emulator/faults"
check "a throttled request" 429 "$(call)"
check "its code" APIG.0308 "$(jq -r .error_code "$folder/response.json")"
check "the request after it" 200 "$(call)"

# The journal: how many requests came.
check "requests" 3 "$(curl -sS "$url/_emulator/journal/count?operation=recognize_passport" | jq .count)"
echo "passed"
