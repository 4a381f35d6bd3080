import Foundation
import MAGFiles

/// Where to take a data set from.
public enum DataSource: Sendable, Equatable {
  /// The 70 000 images of MNIST, from the cache.
  case full
  /// The embedded first 10 000 training and 2 000 test images of MNIST.
  case sample
  /// A folder with four IDX files, which need not be MNIST.
  case folder(URL)

  /// What `--data` takes: `full`, `sample` or the path of a folder.
  public init(argument: String) {
    switch argument {
    case "full": self = .full
    case "sample": self = .sample
    default: self = .folder(URL(fileURLWithPath: argument))
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

/// Loads MNIST, or data of the same form, from checked IDX files.
public enum MNIST {
  /// The number of classes of MNIST and of the sets made like it.
  public static let classCount = 10

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
  /// - Parameters:
  ///   - validation: how many training images to set aside, from the end.
  ///   - cache: where `.full` looks.
  /// - Throws: `DataFailure`, `IDXFailure`, `GzipFailure`, `FileFailure`. For `.full` every file
  ///   must have its canonical SHA-256; other sources record theirs.
  public static func load(
    _ source: DataSource, validation: Int = 0, cache: URL = standardCache()
  ) throws -> DataSet {
    let folder: URL
    switch source {
    case .full: folder = cache
    case .sample: folder = try sampleFolder()
    case .folder(let url): folder = url
    }
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder)
    if source == .full {
      guard exists, MNISTFile.canonical.allSatisfy({ $0.located(in: folder) != nil }) else {
        throw DataFailure.notFetched(cache: folder.path)
      }
    } else if !exists || !isFolder.boolValue {
      throw DataFailure.noFolder(path: folder.relativePath)
    }
    return try load(folder: folder, source: source, validation: validation)
  }

  private static func load(folder: URL, source: DataSource, validation: Int) throws -> DataSet {
    let files = try MNISTFile.canonical.map { file in
      try LoadedFile(file, in: folder, mustBeCanonical: source == .full)
    }
    let train = try images(files[0], labels: files[1])
    let test = try images(files[2], labels: files[3])
    guard train.height == test.height, train.width == test.width else {
      throw DataFailure.sizesDiffer(
        train: "\(train.height) × \(train.width)", test: "\(test.height) × \(test.width)")
    }
    return try DataSet(train: train, test: test, validation: validation) { validationCount in
      DataProvenance(
        source: source.name,
        isCanonical: zip(files, MNISTFile.canonical).allSatisfy { $0.digest == $1.digest },
        trainImages: files[0].digest, trainLabels: files[1].digest, testImages: files[2].digest,
        testLabels: files[3].digest, validationCount: validationCount)
    }
  }

  /// Joins images and labels that were checked one by one.
  private static func images(_ images: LoadedFile, labels: LoadedFile) throws -> ImageSet {
    let count = images.idx.extents[0]
    guard count == labels.idx.extents[0] else {
      throw DataFailure.countsDiffer(
        images: images.path, imageCount: count, labels: labels.path,
        labelCount: labels.idx.extents[0])
    }
    guard !images.idx.bytes.isEmpty else { throw DataFailure.noImages(path: images.path) }
    if let index = labels.idx.bytes.firstIndex(where: { $0 >= classCount }) {
      throw DataFailure.labelOutOfRange(
        path: labels.path, index: index, label: Int(labels.idx.bytes[index]),
        classCount: classCount)
    }
    return ImageSet(
      bytes: images.idx.bytes, labels: labels.idx.bytes.map(Int.init),
      height: images.idx.extents[1], width: images.idx.extents[2], classCount: classCount)
  }
}

/// One of the four files, read.
private struct LoadedFile {
  let path: String
  let digest: String
  let idx: IDX

  init(_ file: MNISTFile, in folder: URL, mustBeCanonical: Bool) throws {
    guard let url = file.located(in: folder) else {
      throw DataFailure.fileMissing(folder: folder.relativePath, accepted: file.acceptedNames)
    }
    path = url.relativePath
    let data = try IDX.contents(of: url)
    digest = FileDigest.sha256(data)
    if mustBeCanonical, digest != file.digest {
      throw DataFailure.wrongDigest(path: path, expected: file.digest, found: digest)
    }
    idx = try IDX(parsing: data, rank: file.role.rank, name: path)
  }
}
