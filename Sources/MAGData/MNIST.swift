import Foundation
import MAGFiles

/// Where to take a data set from.
public enum DataSource: Sendable, Equatable {
  /// The 70 000 images of MNIST, from the cache.
  case full
  /// The embedded first 10 000 training and 2 000 test images of MNIST.
  case sample
  /// A folder with four IDX files or one .npz archive, which need not be MNIST, or the archive.
  case folder(URL)

  /// What `--data` takes: `full`, `sample` or the path of a folder or archive.
  public init(argument: String) {
    switch argument {
    case "full": self = .full
    case "sample": self = .sample
    default: self = .folder(URL(fileURLWithPath: argument))
    }
  }

  /// What must stand beside every result of the sample.
  public static let sampleNotice =
    "Embedded sample of MNIST: 10 000 training and 2 000 test digits, not the full set."

  /// What `--data` takes for it.
  public var argument: String {
    switch self {
    case .full, .sample: name
    case .folder(let url): url.path
    }
  }

  /// The word for results: `full`, `sample` or `folder`, never a path.
  public var name: String {
    switch self {
    case .full: "full"
    case .sample: "sample"
    case .folder: "folder"
    }
  }
}

/// Loads MNIST, or data of the same form, from checked IDX files or .npz archives.
public enum MNIST {
  /// `$XDG_CACHE_HOME/mag`, or `~/.cache/mag`; a relative `XDG_CACHE_HOME` is ignored, as its
  /// specification asks.
  public static func standardCache(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> URL {
    if let base = environment["XDG_CACHE_HOME"], base.hasPrefix("/") {
      return URL(fileURLWithPath: base).appendingPathComponent("mag")
    }
    let home = environment["HOME"].map { URL(fileURLWithPath: $0) }
    return (home ?? FileManager.default.homeDirectoryForCurrentUser)
      .appendingPathComponent(".cache/mag")
  }

  /// The folder of the embedded sample.
  ///
  /// - Throws: `DataFailure.sampleMissing`.
  public static func sampleFolder() throws(DataFailure) -> URL {
    guard let folder = Bundle.module.url(forResource: "sample", withExtension: nil) else {
      throw .sampleMissing
    }
    return folder
  }

  /// Whether all four files are in the cache and are what they should be.
  public static func isCached(in cache: URL = standardCache()) -> Bool {
    MNISTFile.canonical.allSatisfy { file in
      guard let url = file.located(in: cache), let data = try? IDX.contents(of: url) else {
        return false
      }
      return FileDigest.sha256(data) == file.digest
    }
  }

  /// Loads a data set and checks everything about it that can be checked.
  ///
  /// Images are of unsigned bytes, [n, height, width], or in colour [n, channels, height, width] or
  /// [n, height, width, channels]; see `ImageLayout`. They become channels first.
  /// There are as many classes as the largest label of both sets says, counted from 0.
  /// - Parameters:
  ///   - source: full MNIST, the embedded sample or a folder of files.
  ///   - validation: how many training images to set aside, from the end.
  ///   - cache: where `.full` looks.
  /// - Throws: `DataFailure`, `IDXFailure`, `GzipFailure`, `ZipFailure`, `NumPyFailure`,
  ///   `FileFailure`. For `.full` every file must have its canonical SHA-256; other sources record
  ///   theirs.
  public static func load(
    _ source: DataSource, validation: Int = 0, cache: URL = standardCache()
  ) throws -> DataSet {
    let folder: URL
    switch source {
    case .full: folder = cache
    case .sample: folder = try sampleFolder()
    case .folder(let url): folder = url
    }
    if source == .full, !MNISTFile.canonical.allSatisfy({ $0.located(in: folder) != nil }) {
      throw DataFailure.notFetched(cache: folder.path)
    }
    let stored = try arrays(at: folder, mustBeCanonical: source == .full)
    let (train, test, layout) = try stored.imageSets()
    let digests = [stored.train, stored.test].flatMap { [$0.images.digest, $0.labels.digest] }
    return try DataSet(train: train, test: test, validation: validation) { validationCount in
      DataProvenance(
        source: source.name, isCanonical: digests == MNISTFile.canonical.map(\.digest),
        trainImages: digests[0], trainLabels: digests[1], testImages: digests[2],
        testLabels: digests[3], validationCount: validationCount, layout: layout)
    }
  }

  /// The arrays of an .npz archive, of the IDX files in a folder or, where it has none of these, of
  /// the one archive in it.
  private static func arrays(at url: URL, mustBeCanonical: Bool) throws -> StoredArrays {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
      throw DataFailure.noFolder(path: url.relativePath)
    }
    if !isFolder.boolValue { return try NumPyData.read(url) }
    let archives = IDXFiles.areAny(in: url) ? [] : NumPyData.archives(in: url)
    guard archives.count < 2 else {
      throw DataFailure.severalArchives(
        folder: url.relativePath, names: archives.map(\.lastPathComponent))
    }
    if let archive = archives.first { return try NumPyData.read(archive) }
    return try IDXFiles.read(url, mustBeCanonical: mustBeCanonical)
  }
}
