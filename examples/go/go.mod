module passport

go 1.19
