import Foundation
import Testing

@testable import MAGFiles

@Suite("Atomic files") struct AtomicFileTests {
  @Test("a file that is written holds exactly the bytes, and nothing lies beside it")
  func write_newFile_holdsBytes() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("a.json")
      let bytes = Data((0..<300_000).map { UInt8(truncatingIfNeeded: $0) })
      try AtomicFile.write(bytes, to: file)
      #expect(try Data(contentsOf: file) == bytes)
      #expect(try names(in: folder) == ["a.json"])
    }
  }

  @Test("writing over a file replaces it; an empty file is a file")
  func write_existingFile_replaces() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("a")
      try AtomicFile.write(Data("long old text".utf8), to: file)
      try AtomicFile.write(Data(), to: file)
      #expect(try FileInput.read(file) == Data())
      #expect(try names(in: folder) == ["a"])
    }
  }

  @Test("a symbolic link stays a link, and its target gets the bytes")
  func write_symbolicLink_followsIt() throws {
    try withTemporaryFolder { folder in
      let (target, link) = (
        folder.appendingPathComponent("target"), folder.appendingPathComponent("link")
      )
      try AtomicFile.write(Data("old".utf8), to: target)
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: target)
      try AtomicFile.write(Data("new".utf8), to: link)
      #expect(try Data(contentsOf: target) == Data("new".utf8))
      #expect(
        try FileManager.default.destinationOfSymbolicLink(atPath: link.path) == target.path)
    }
  }

  @Test("a device is written to, not replaced by a file")
  func write_device_leavesItADevice() throws {
    try AtomicFile.write(Data("x".utf8), to: URL(fileURLWithPath: "/dev/null"))
    var status = stat()
    #expect(stat("/dev/null", &status) == 0)
    #expect(status.st_mode & S_IFMT == S_IFCHR)
  }

  @Test("a full disk is reported as such")
  func write_fullDisk_throws() {
    #expect(throws: FileFailure.diskFull(path: "/dev/full")) {
      try AtomicFile.write(Data("x".utf8), to: URL(fileURLWithPath: "/dev/full"))
    }
  }

  @Test("a folder in the way, or none to write into, is reported")
  func write_badFolder_throws() throws {
    try withTemporaryFolder { folder in
      #expect(
        throws: FileFailure.unwritable(path: folder.relativePath, reason: "it is a folder")
      ) {
        try AtomicFile.write(Data(), to: folder)
      }
      let file = folder.appendingPathComponent("none/a")
      #expect(
        throws: FileFailure.noFolder(
          path: file.relativePath, folder: folder.appendingPathComponent("none").relativePath)
      ) { try AtomicFile.write(Data(), to: file) }
    }
  }

  @Test("a name that the file system refuses fails, and leaves nothing behind")
  func write_tooLongName_leavesNothing() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent(String(repeating: "n", count: 300))
      #expect(throws: FileFailure.self) { try AtomicFile.write(Data("x".utf8), to: file) }
      let left = try names(in: folder)
      #expect(left == [])
    }
  }

  @Test("a folder without write permission is reported", .enabled(if: geteuid() != 0))
  func write_readOnlyFolder_throws() throws {
    try withTemporaryFolder { folder in
      chmod(folder.path, 0o555)
      let failure = #expect(throws: FileFailure.self) {
        try AtomicFile.write(Data("x".utf8), to: folder.appendingPathComponent("a"))
      }
      #expect(failure?.kind == .cannotWrite)
    }
  }

  @Test("folders are made with their parents; a file in the way is reported")
  func makeFolder_nested_makesParents() throws {
    try withTemporaryFolder { folder in
      let nested = folder.appendingPathComponent("a/b/c")
      try AtomicFile.makeFolder(nested)
      try AtomicFile.makeFolder(nested)
      try AtomicFile.write(Data("x".utf8), to: nested.appendingPathComponent("file"))
      let failure = #expect(throws: FileFailure.self) {
        try AtomicFile.makeFolder(nested.appendingPathComponent("file/d"))
      }
      #expect(failure?.kind == .cannotWrite)
    }
  }

  @Test("many writers of one file at once leave one whole version and no other file")
  func write_concurrently_leavesOneVersion() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("a")
      DispatchQueue.concurrentPerform(iterations: 16) { index in
        try? AtomicFile.write(Data(repeating: UInt8(index), count: 50_000), to: file)
      }
      let bytes = try FileInput.read(file)
      #expect(bytes.count == 50_000)
      #expect(Set(bytes).count == 1)
      #expect(try names(in: folder) == ["a"])
    }
  }
}
