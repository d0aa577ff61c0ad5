// Archives files with Go's archive/zip.
//
// go run make_archives.go FOLDER FILE...: writes go.zip and others into FOLDER.
package main

import (
	"archive/zip"
	"log"
	"os"
	"path/filepath"
	"time"
)

func main() {
	folder, names := os.Args[1], os.Args[2:]
	write(filepath.Join(folder, "go.zip"), names, func(*zip.FileHeader) {})
	write(filepath.Join(folder, "go-with-times.zip"), names, func(header *zip.FileHeader) {
		header.Modified = time.Date(2030, 1, 31, 12, 0, 0, 0, time.UTC)
	})
	write(filepath.Join(folder, "go-with-modes.zip"), names, func(header *zip.FileHeader) {
		header.SetMode(0o640)
	})
}

func write(path string, names []string, adjust func(*zip.FileHeader)) {
	file, err := os.Create(path)
	check(err)
	archive := zip.NewWriter(file)
	for _, name := range names {
		content, err := os.ReadFile(name)
		check(err)
		header := &zip.FileHeader{Name: name, Method: zip.Deflate}
		adjust(header)
		entry, err := archive.CreateHeader(header)
		check(err)
		_, err = entry.Write(content)
		check(err)
	}
	check(archive.Close())
	check(file.Close())
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
