import MAGFiles

/// A run of elements that the file holds beside the pickle, as the pickle names it.
struct TorchStorage: Equatable {
  let key: String
  let type: StoredType
  let count: Int
}

/// A tensor as the pickle describes it: a view of a storage.
struct TorchTensor: Equatable {
  let storage: Int
  let view: StridedView
}

/// Everything that a pickle built.
struct PickleContents {
  struct Entry {
    let key: PickleValue
    let value: PickleValue
  }

  var root = PickleValue.none
  /// Tuples and lists.
  var sequences: [[PickleValue]] = []
  var dictionaries: [[Entry]] = []
  var storages: [TorchStorage] = []
  var tensors: [TorchTensor] = []
  /// Where the bytes after the pickle begin.
  var end = 0

  /// The numbers of a tuple; nil for anything else.
  func integers(_ value: PickleValue) -> [Int]? {
    guard case .tuple(let place) = value else { return nil }
    var numbers: [Int] = []
    for value in sequences[place] {
      guard case .integer(let number) = value else { return nil }
      numbers.append(number)
    }
    return numbers
  }
}
