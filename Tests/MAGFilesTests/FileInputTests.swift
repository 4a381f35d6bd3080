import Foundation
import Testing

@testable import MAGFiles

@Suite("File input and digests") struct FileInputTests {
  @Test("reading gives the bytes that were written, over more than one piece")
  func read_largeFile_givesAllBytes() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("a")
      let bytes = Data((0..<2_500_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
      try bytes.write(to: file)
      #expect(try FileInput.read(file) == bytes)
      #expect(try FileDigest.sha256(ofFileAt: file) == FileDigest.sha256(bytes))
    }
  }

  @Test("a mapped file has the same bytes, and what is no large file is read")
  func mapped_anyFile_givesAllBytes() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("a")
      let bytes = Data((0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) })
      try bytes.write(to: file)
      for threshold in [0, 100_000, 100_001] {
        let found = try FileInput.mapped(file, threshold: threshold)
        #expect(found == bytes && found[5000..<5003] == bytes[5000..<5003])
        #expect(FileDigest.sha256(found) == FileDigest.sha256(bytes))
      }
      #expect(
        throws: FileFailure.tooLarge(path: file.relativePath, ceiling: 99_999, found: 100_000)
      ) { try FileInput.mapped(file, ceiling: 99_999, threshold: 0) }
      try Data().write(to: file)
      #expect(try FileInput.mapped(file, threshold: 0).isEmpty)
      #expect(throws: FileFailure.isFolder(path: folder.relativePath)) {
        try FileInput.mapped(folder, threshold: 0)
      }
      #expect(throws: FileFailure.missing(path: file.relativePath + "b")) {
        try FileInput.mapped(folder.appendingPathComponent("ab"), threshold: 0)
      }
    }
  }

  @Test("a missing file, a folder and a file over the ceiling are told apart")
  func read_badInput_throws() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("a")
      #expect(throws: FileFailure.missing(path: file.relativePath)) { try FileInput.read(file) }
      #expect(throws: FileFailure.isFolder(path: folder.relativePath)) {
        try FileInput.read(folder)
      }
      try Data(count: 11).write(to: file)
      #expect(
        throws: FileFailure.tooLarge(path: file.relativePath, ceiling: 10, found: 11)
      ) { try FileInput.read(file, ceiling: 10) }
      #expect(try FileInput.read(file, ceiling: 11).count == 11)
      #expect(throws: FileFailure.missing(path: file.relativePath + "/b")) {
        try FileInput.read(file.appendingPathComponent("b"))
      }
    }
  }

  @Test("an endless device stops at the ceiling")
  func read_endlessDevice_stopsAtCeiling() {
    #expect(throws: FileFailure.self) {
      try FileInput.read(URL(fileURLWithPath: "/dev/zero"), ceiling: 100)
    }
  }

  @Test("a file without read permission is reported", .enabled(if: geteuid() != 0))
  func read_forbidden_throws() throws {
    try withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("a")
      try Data(count: 1).write(to: file)
      chmod(file.path, 0o000)
      let failure = #expect(throws: FileFailure.self) { try FileInput.read(file) }
      #expect(failure?.kind == .cannotRead)
    }
  }

  /// The values of FIPS 180-4's examples.
  @Test(
    "SHA-256 gives the published digests",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ])
  func sha256_knownText_matches(_ text: String, _ digest: String) {
    #expect(FileDigest.sha256(Data(text.utf8)) == digest)
    #expect(FileDigest.sha256(Array(text.utf8)) == digest)
  }

  @Test("the digest of a missing file is a failure")
  func sha256_missingFile_throws() {
    #expect(throws: FileFailure.missing(path: "/nowhere/at/all")) {
      try FileDigest.sha256(ofFileAt: URL(fileURLWithPath: "/nowhere/at/all"))
    }
  }

  @Test("the lock is held by one at a time, and the second is told that it waits")
  func withLock_twice_excludes() throws {
    try withTemporaryFolder { folder in
      let lock = folder.appendingPathComponent("lock")
      let counter = Counter()
      DispatchQueue.concurrentPerform(iterations: 4) { _ in
        try? FileLock.withLock(at: lock) {
          let seen = counter.value
          usleep(2000)
          counter.value = seen + 1
        }
      }
      #expect(counter.value == 4)
      var waited = false
      let started = DispatchSemaphore(value: 0)
      let done = DispatchSemaphore(value: 0)
      DispatchQueue.global().async {
        try? FileLock.withLock(at: lock) {
          started.signal()
          usleep(50_000)
        }
        done.signal()
      }
      started.wait()
      try FileLock.withLock(at: lock, waiting: { waited = true }, {})
      done.wait()
      #expect(waited)
    }
  }

  @Test("a lock in a folder that is not there is a failure")
  func withLock_noFolder_throws() {
    #expect(throws: FileFailure.self) {
      try FileLock.withLock(at: URL(fileURLWithPath: "/nowhere/lock")) {}
    }
  }

  @Test("every sentence names the path and every kind maps to its exit code")
  func description_everyCase_namesPath() {
    let cases: [(FileFailure, Int32)] = [
      (.missing(path: "p.x"), 66), (.unreadable(path: "p.x", reason: "r"), 74),
      (.isFolder(path: "p.x"), 74), (.tooLarge(path: "p.x", ceiling: 1, found: 2), 65),
      (.noFolder(path: "p.x", folder: "p"), 73), (.unwritable(path: "p.x", reason: "r"), 73),
      (.diskFull(path: "p.x"), 73),
    ]
    for (failure, code) in cases {
      #expect(failure.description.hasPrefix("p.x: "))
      #expect(failure.description.hasSuffix("."))
      #expect(failure.kind.rawValue == code)
    }
  }
}

/// Unprotected on purpose: the lock under test protects it.
private final class Counter: @unchecked Sendable {
  var value = 0
}
