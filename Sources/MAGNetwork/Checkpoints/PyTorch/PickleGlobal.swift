import MAGFiles

/// The only names that a pickle may call up; each stands for something done here, in Swift.
enum PickleGlobal: Equatable {
  case orderedDictionary
  case rebuildTensor
  case rebuildParameter
  case size
  case storage(StoredType)
  /// A torch.dtype, which is carried along and never used.
  case type

  private static let types: Set = [
    "float64", "float32", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool",
  ]

  /// Nil for every name that is not on the list.
  init?(module: String, name: String) {
    switch (module, name) {
    case ("collections", "OrderedDict"): self = .orderedDictionary
    case ("torch._utils", "_rebuild_tensor_v2"): self = .rebuildTensor
    case ("torch._utils", "_rebuild_parameter"): self = .rebuildParameter
    case ("torch", "Size"): self = .size
    case ("torch", "FloatStorage"): self = .storage(.float32)
    case ("torch", "DoubleStorage"): self = .storage(.float64)
    case ("torch", "HalfStorage"): self = .storage(.float16)
    case ("torch", "BFloat16Storage"): self = .storage(.bfloat16)
    case ("torch", "LongStorage"): self = .storage(.int64)
    case ("torch", "IntStorage"): self = .storage(.int32)
    case ("torch", "ShortStorage"): self = .storage(.int16)
    case ("torch", "CharStorage"): self = .storage(.int8)
    case ("torch", "ByteStorage"): self = .storage(.uint8)
    case ("torch", "BoolStorage"): self = .storage(.bool)
    case ("torch", let type) where Self.types.contains(type): self = .type
    default: return nil
    }
  }

  /// What failures call it.
  var name: String {
    switch self {
    case .orderedDictionary: "collections.OrderedDict"
    case .rebuildTensor: "torch._utils._rebuild_tensor_v2"
    case .rebuildParameter: "torch._utils._rebuild_parameter"
    case .size: "torch.Size"
    case .storage: "a torch storage"
    case .type: "a torch.dtype"
    }
  }
}
