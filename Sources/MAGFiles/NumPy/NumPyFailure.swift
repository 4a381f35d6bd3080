/// Why a .npy array or an .npz archive of them cannot be read; `path` is the file.
public enum NumPyFailure: Failure, Equatable {
  /// A header that is not what it should be; `byte` counts from the start of the array.
  case damaged(path: String, array: String, byte: Int, reason: String)
  /// An array of a type or size that is not read.
  case badArray(path: String, array: String, reason: String)
  /// An archive that holds something else too.
  case otherEntry(path: String, entry: String)
  case archive(ZipFailure)

  public var kind: FailureKind {
    if case .archive(let failure) = self { failure.kind } else { .badData }
  }

  /// Names come from the file and are made printable.
  public var description: String { sentence.printable }

  private var sentence: String {
    switch self {
    case .damaged(let path, let array, let byte, let reason):
      "\(path): the NumPy array \(array) is damaged at byte \(byte) (\(reason)); "
        + "write or download the file again."
    case .badArray(let path, let array, let reason):
      "\(path): array \(array): \(reason); write or download the file again."
    case .otherEntry(let path, let entry):
      "\(path): expected an .npz archive of arrays, found one that also holds \(entry); "
        + "write the arrays alone with numpy.savez."
    case .archive(let failure):
      failure.description
    }
  }
}
