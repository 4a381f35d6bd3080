import Foundation
import Testing

@testable import MAGFiles

@Suite("Leftovers, pipes and locks") struct AbandonedFileTests {
  /// One more than the largest number that the kernel gives a process.
  private static let dead = 4_194_304

  private func put(_ names: [String], in folder: URL) throws {
    for name in names { try Data("half".utf8).write(to: folder.appendingPathComponent(name)) }
  }

  @Test("what a dead writer of a file left is removed; everything else stays")
  func removeAbandoned_deadWriter_removesOnlyItsFiles() throws {
    try withTemporaryFolder { folder in
      let kept = [
        ".a.json.\(getpid())-0.tmp", ".b.json.\(Self.dead)-0.tmp", ".a.json.\(Self.dead)-0.part",
        ".a.json.-1-0.tmp", ".a.json.x-0.tmp", ".a.json.99999999999999999999-0.tmp",
        ".a.json.tmp", "a.json", "a.json.\(Self.dead)-0.tmp",
      ]
      try put(kept + [".a.json.\(Self.dead)-0.tmp", ".a.json.\(Self.dead)-17.tmp"], in: folder)
      AtomicFile.removeAbandoned(of: folder.appendingPathComponent("a.json"))
      #expect(try names(in: folder) == kept.sorted())
    }
  }

  @Test("leftovers lie beside the file that a link points to, and are removed there")
  func removeAbandoned_link_looksBesideTarget() throws {
    try withTemporaryFolder { folder in
      let far = folder.appendingPathComponent("far")
      try AtomicFile.makeFolder(far)
      let link = folder.appendingPathComponent("link")
      try put(["target", ".target.\(Self.dead)-0.tmp"], in: far)
      try FileManager.default.createSymbolicLink(
        at: link, withDestinationURL: far.appendingPathComponent("target"))
      AtomicFile.removeAbandoned(of: link)
      #expect(try names(in: far) == ["target"])
    }
  }

  @Test("a pipe is written to, to the last byte, and stays a pipe")
  func write_pipe_deliversEverything() throws {
    try withTemporaryFolder { folder in
      let pipe = folder.appendingPathComponent("pipe")
      #expect(mkfifo(pipe.path, 0o600) == 0)
      // More than a pipe holds, so that one write call cannot take it all.
      let bytes = Data((0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7) })
      let reader = PipeReader(pipe)
      try AtomicFile.write(bytes, to: pipe)
      #expect(reader.wait() == bytes)
      #expect(try names(in: folder) == ["pipe"])
      var status = stat()
      #expect(stat(pipe.path, &status) == 0)
      #expect(status.st_mode & S_IFMT == S_IFIFO)
    }
  }

  @Test("a body that throws gives the lock up, and its own error comes out")
  func withLock_throwingBody_givesUp() throws {
    struct Own: Error {}
    try withTemporaryFolder { folder in
      let lock = folder.appendingPathComponent("lock")
      #expect(throws: Own.self) { try FileLock.withLock(at: lock) { throw Own() } }
      let calls = Calls()
      let result = try FileLock.withLock(at: lock, waiting: { calls.count += 1 }, { 7 })
      #expect(result == 7)
      #expect(calls.count == 0)
    }
  }

  @Test("a file that serves as a lock keeps its contents")
  func withLock_existingFile_keepsContents() throws {
    try withTemporaryFolder { folder in
      let lock = folder.appendingPathComponent("lock")
      try Data("notes".utf8).write(to: lock)
      try FileLock.withLock(at: lock) {}
      #expect(try FileInput.read(lock) == Data("notes".utf8))
    }
  }
}

/// Counts calls of a closure that must not capture a variable.
private final class Calls { var count = 0 }

/// Reads a pipe to its end on another thread.
private final class PipeReader: @unchecked Sendable {
  private let done = DispatchSemaphore(value: 0)
  private var bytes = Data()

  init(_ pipe: URL) {
    DispatchQueue.global().async {
      self.bytes = (try? FileInput.read(pipe)) ?? Data()
      self.done.signal()
    }
  }

  func wait() -> Data {
    done.wait()
    return bytes
  }
}
