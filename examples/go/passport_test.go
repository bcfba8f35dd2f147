// Test a Go program against the emulator: cd examples/go && go test
//
// The emulator is a child process; the first line of its output is JSON with the address, the
// keys, the projects and a user. Set HWOCR to another command if `hwocr` is not on the path.
package passport

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

const region = "ap-southeast-1"

type object = map[string]any

type emulator struct {
	URL      string
	Projects map[string]string
	User     struct{ Name, Password, Domain string }
}

// start runs an emulator for one test.
func start(t *testing.T) *emulator {
	t.Helper()
	words := []string{"hwocr"}
	if command := os.Getenv("HWOCR"); command != "" {
		words = strings.Fields(command)
	}
	words = append(words, "emulator", "--port", "0", "--engine", "none")
	process := exec.Command(words[0], words[1:]...)
	output, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = process.Process.Signal(syscall.SIGTERM)
		_ = process.Wait()
	})
	line, err := bufio.NewReader(output).ReadBytes('\n')
	if err != nil {
		t.Fatal(err)
	}
	info := &emulator{}
	if err := json.Unmarshal(line, info); err != nil {
		t.Fatal(err)
	}
	return info
}

// post sends JSON and returns status, headers and the decoded response.
func (e *emulator) post(t *testing.T, path string, body any, token string) (int, http.Header, object) {
	t.Helper()
	encoded, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequest(http.MethodPost, e.URL+path, bytes.NewReader(encoded))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	if token != "" {
		request.Header.Set("X-Auth-Token", token)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var decoded object
	if err := json.NewDecoder(response.Body).Decode(&decoded); err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, response.Header, decoded
}

// passport sends the sample image with a token.
func (e *emulator) passport(t *testing.T) (int, http.Header, object) {
	t.Helper()
	image, err := os.ReadFile("../images/passport.png")
	if err != nil {
		t.Fatal(err)
	}
	user := object{"name": e.User.Name, "password": e.User.Password, "domain": object{"name": e.User.Domain}}
	auth := object{"auth": object{
		"identity": object{"methods": []string{"password"}, "password": object{"user": user}},
		"scope":    object{"project": object{"name": region}},
	}}
	status, headers, _ := e.post(t, "/v3/auth/tokens", auth, "")
	if status != http.StatusCreated {
		t.Fatalf("the token was refused with %d", status)
	}
	// A slice of bytes is written as Base64.
	path := "/v2/" + e.Projects[region] + "/ocr/passport"
	return e.post(t, path, object{"image": image}, headers.Get("X-Subject-Token"))
}

func TestScriptedResultIsReturned(t *testing.T) {
	e := start(t)
	_, _, example := e.post(t, "/_emulator/examples/recognize_passport", object{"surname": "SMITH"}, "")
	e.post(t, "/_emulator/answers", object{"operation": "recognize_passport", "answer": example["result"]}, "")

	status, _, response := e.passport(t)
	if surname := response["result"].(object)["surname"]; status != 200 || surname != "SMITH" {
		t.Errorf("got %d, %v", status, surname)
	}
}

func TestThrottledRequestIsAnErrorWithACode(t *testing.T) {
	e := start(t)
	fault := object{"kind": "error", "code": "APIG.0308", "retry_after": 2}
	e.post(t, "/_emulator/faults", object{"fault": fault, "operation": "recognize_passport", "times": 1}, "")

	status, headers, response := e.passport(t)
	if status != 429 || response["error_code"] != "APIG.0308" || headers.Get("Retry-After") != "2" {
		t.Errorf("got %d, %v, %q", status, response["error_code"], headers.Get("Retry-After"))
	}
}
