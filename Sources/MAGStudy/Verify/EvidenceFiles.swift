import Foundation
import MAGData
import MAGFigures
import MAGFiles

/// Where the things that figures were made of are looked for; remembers what it has read, for
/// figures of one run share their checkpoints and data.
///
/// Paths come from files of other people: only relative ones are followed, only regular files are
/// opened, and nothing is written.
struct EvidenceFiles {
  /// What was found of a recorded file.
  enum Finding: Equatable {
    case same(URL)
    /// Files where it should be, but with other bytes.
    case other(URL, sha256: String)
    case missing
  }

  /// The most bytes of a picture or of its data.
  static let ceiling = 1 << 28

  /// Further folders with checkpoints.
  var checkpointFolders: [URL] = []
  /// In place of the recorded data set.
  var data: DataSource?
  var cache = MNIST.standardCache()
  private var digests: [URL: String] = [:]
  private var sets: [String: Result<[Provenance.Images.Array], any Error>] = [:]

  init(checkpointFolders: [URL], data: DataSource?, cache: URL) {
    self.checkpointFolders = checkpointFolders
    self.data = data
    self.cache = cache
  }

  /// The bytes of a regular file.
  ///
  /// - Throws: `FileFailure`, `VerifyFailure.noRegularFile`.
  static func read(_ url: URL) throws -> Data {
    if let isRegular = isRegular(url), !isRegular {
      throw VerifyFailure.noRegularFile(path: url.relativePath)
    }
    return try FileInput.read(url, ceiling: ceiling)
  }

  /// Whether there is a regular file, links followed; nil for nothing and for a folder, of which
  /// reading says more.
  private static func isRegular(_ url: URL) -> Bool? {
    var status = stat()
    guard stat(url.path, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else { return nil }
    return status.st_mode & S_IFMT == S_IFREG
  }

  /// Looks for a checkpoint: where it was recorded, in the further folders, and by its digest among
  /// the cache's models. A file of its name in the cache with other bytes is another model's.
  mutating func find(_ file: Provenance.File, from folder: URL) -> Finding {
    guard RecordedPath.isRelative(file.path) else { return .missing }
    let name = URL(fileURLWithPath: file.path).lastPathComponent
    let own =
      [folder.appendingPathComponent(file.path)]
      + checkpointFolders.map { $0.appendingPathComponent(name) }
    var other: Finding?
    for url in own {
      guard let digest = digest(of: url) else { continue }
      if digest == file.sha256 { return .same(url) }
      other = other ?? .other(url, sha256: digest)
    }
    if let other { return other }
    let models = cache.appendingPathComponent("models")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: models.path)) ?? []
    for url in names.sorted().map({ models.appendingPathComponent("\($0)/\(name)") })
    where digest(of: url) == file.sha256 {
      return .same(url)
    }
    return .missing
  }

  /// The digest of a regular file; nil where there is none that can be read.
  private mutating func digest(of url: URL) -> String? {
    if let known = digests[url] { return known }
    guard Self.isRegular(url) == true, let digest = try? FileDigest.sha256(ofFileAt: url) else {
      return nil
    }
    digests[url] = digest
    return digest
  }

  /// The data set that a figure names, or the one that stands in for it.
  func source(_ images: Provenance.Images, from folder: URL) -> DataSource? {
    if let data { return data }
    switch images.source {
    case "full": return .full
    case "sample": return .sample
    default:
      guard RecordedPath.isRelative(images.source) else { return nil }
      return .folder(folder.appendingPathComponent(images.source).standardizedFileURL)
    }
  }

  /// The digests of a data set's arrays.
  ///
  /// - Throws: what loading it throws.
  mutating func arrays(of source: DataSource) throws -> [Provenance.Images.Array] {
    let key = "\(source)"
    if let known = sets[key] { return try known.get() }
    let cache = cache
    let found = Result { () throws -> [Provenance.Images.Array] in
      let record = DataRecord(
        try MNIST.load(source, cache: cache).provenance, split: .test, count: 0)
      return Provenance.Images(source: source.name, record.digests).files
    }
    sets[key] = found
    return try found.get()
  }
}
