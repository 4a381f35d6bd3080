import MAGFiles

/// Why a data set cannot be used, beyond what is wrong with a single file.
public enum DataFailure: Failure, Equatable {
  /// A folder that is not there.
  case noFolder(path: String)
  /// A folder without one of the four files.
  case fileMissing(folder: String, accepted: [String])
  /// Full MNIST was asked for and is not in the cache.
  case notFetched(cache: String)
  /// A file whose SHA-256 is not the canonical one.
  case wrongDigest(path: String, expected: String, found: String)
  case countsDiffer(images: String, imageCount: Int, labels: String, labelCount: Int)
  case labelOutOfRange(path: String, index: Int, label: Int, classCount: Int)
  case noImages(path: String)
  /// Extents of an array that do not say where the colours are.
  case layout(path: String, extents: [Int], reason: String)
  /// A file given as data that is no .npz archive.
  case notArchive(path: String)
  /// A folder without IDX files and with more than one archive.
  case severalArchives(folder: String, names: [String])
  /// An archive without one of the four arrays, or with two of its names.
  case arrayMissing(path: String, accepted: [String], found: [String])
  case arrayTwice(path: String, names: [String])
  /// An array of another type or shape than its part needs.
  case wrongArray(path: String, expected: String, found: String)
  /// Training and test images of different sizes.
  case sizesDiffer(train: String, trainSize: String, test: String, testSize: String)
  /// A validation split that is negative or leaves nothing to train on.
  case validationOutOfRange(asked: Int, available: Int)
  /// The validation split was asked for, and the data were loaded without one.
  case noValidation
  /// The embedded sample is not where the build put it.
  case sampleMissing

  public var kind: FailureKind {
    switch self {
    case .noFolder, .fileMissing: .noInput
    case .notFetched: .unavailable
    case .validationOutOfRange, .noValidation: .usage
    case .sampleMissing: .software
    default: .badData
    }
  }

  /// Names come from files and are made printable.
  public var description: String { sentence.printable }

  private var sentence: String {
    switch self {
    case .noFolder(let path):
      "\(path): there is no such folder or file; --data takes full, sample, a folder with IDX files "
        + "or an .npz archive."
    case .fileMissing(let folder, let accepted):
      "\(folder): expected one of the files \(accepted.joined(separator: ", ")), found none; "
        + "the folder must hold all four IDX files, or one .npz archive."
    case .notFetched(let cache):
      "full MNIST is not in \(cache); run 'mag data fetch', or use --data sample."
    case .wrongDigest(let path, let expected, let found):
      "\(path): expected SHA-256 \(DataFailure.shortened(expected)), found "
        + "\(DataFailure.shortened(found)); the file is not the canonical one, fetch it again."
    case .countsDiffer(let images, let imageCount, let labels, let labelCount):
      "\(images) holds \(imageCount) images and \(labels) \(labelCount) labels; "
        + "expected as many of each, so use files that belong together."
    case .labelOutOfRange(let path, let index, let label, let classCount):
      "\(path): label \(index) is \(label), expected 0 to \(classCount - 1); the file is damaged "
        + "or holds other classes."
    case .noImages(let path):
      "\(path): the file holds no images; at least one is needed."
    case .layout(let path, let extents, let reason):
      "\(path): expected images [n, height, width], [n, channels, height, width] or "
        + "[n, height, width, channels], found extents \(extents), \(reason); "
        + "store them in another order."
    case .notArchive(let path):
      "\(path): expected an .npz archive, which is a zip file, found another kind of file; "
        + "for IDX files name their folder."
    case .severalArchives(let folder, let names):
      "\(folder): expected one .npz archive, found \(names.joined(separator: ", ")); "
        + "name one of them with --data."
    case .arrayMissing(let path, let accepted, let found):
      "\(path): expected one of the arrays \(accepted.joined(separator: ", ")), found "
        + "\(found.isEmpty ? "an empty archive" : found.joined(separator: ", ")); "
        + "write it with numpy.savez(x_train=…, y_train=…, x_test=…, y_test=…)."
    case .arrayTwice(let path, let names):
      "\(path): \(names.joined(separator: " and ")) could both be meant; keep one of them."
    case .wrongArray(let path, let expected, let found):
      "\(path): expected \(expected), found \(found); convert the array first."
    case .sizesDiffer(let train, let trainSize, let test, let testSize):
      "\(train) holds images of \(trainSize) pixels and \(test) of \(testSize); "
        + "use files that belong together."
    case .validationOutOfRange(let asked, let available):
      "a validation split of \(asked) images cannot be taken from \(available) training images; "
        + "choose 0 to \(available - 1)."
    case .noValidation:
      "there is no validation split; say with --validation how many training images it gets."
    case .sampleMissing:
      "the embedded sample of MNIST is missing from this build; build the package again."
    }
  }

  /// First and last four digits of a digest: enough to compare by eye.
  static func shortened(_ digest: String) -> String {
    digest.count > 8 ? "\(digest.prefix(4))…\(digest.suffix(4))" : digest
  }
}
