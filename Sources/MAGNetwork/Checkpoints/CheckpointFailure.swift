import MAGFiles

/// Why a checkpoint cannot be read, understood or written.
public enum CheckpointFailure: Failure, Equatable {
  /// The file itself: missing, unreadable, too large, or not to be written.
  case file(FileFailure)
  /// A file of another kind, or one cut off before its header ends.
  case notSafetensors(path: String, found: String)
  /// A header that is not the JSON it should be; `byte` counts from the start of the file.
  case badHeader(path: String, byte: Int, reason: String)
  /// A tensor whose type, extents or place in the file cannot be.
  case badTensor(path: String, tensor: String, reason: String)
  /// Tensors that are not a chain of dense layers.
  case notDenseLayers(path: String, found: String)
  /// A tensor of a dense layer with the wrong extents.
  case wrongShape(path: String, tensor: String, expected: String, found: String)
  /// A weight that is NaN or infinite, or becomes so in float32.
  case notFinite(path: String, tensor: String, element: Int, value: String)
  /// Metadata of this project's own that contradict the tensors or cannot be understood.
  case badMetadata(path: String, key: String, expected: String, found: String)
  /// An ONNX file that is damaged or uses what is not known.
  case onnx(path: String, ONNXFailure)
  /// Layers that make no network.
  case badNetwork(path: String, NetworkFailure)
  /// A network that a checkpoint has no words for.
  case notStorable(path: String, reason: String)

  public var kind: FailureKind {
    switch self {
    case .file(let failure): failure.kind
    case .notStorable: .cannotWrite
    default: .badData
    }
  }

  public var description: String {
    switch self {
    case .file(let failure):
      failure.description
    case .notSafetensors(let path, let found):
      "\(path): expected a safetensors file, found \(found); "
        + "save the model's state_dict with safetensors.torch.save_file."
    case .badHeader(let path, let byte, let reason):
      "\(path): the safetensors header is damaged at byte \(byte) (\(reason)); "
        + "write or download the file again."
    case .badTensor(let path, let tensor, let reason):
      "\(path): tensor \(tensor): \(reason); write or download the file again."
    case .notDenseLayers(let path, let found):
      "\(path): expected tensors N.weight and N.bias of dense layers (a prefix such as net. may "
        + "stand before N), found \(found); save the network as a sequence of linear layers."
    case .wrongShape(let path, let tensor, let expected, let found):
      "\(path): tensor \(tensor): expected extents \(expected), found \(found); "
        + "the layers must be dense and each must take what the one before it gives."
    case .notFinite(let path, let tensor, let element, let value):
      "\(path): tensor \(tensor): element \(element) is \(value), expected a finite float32 number; "
        + "the training that made it diverged, or the file is damaged."
    case .badMetadata(let path, let key, let expected, let found):
      "\(path): metadata \(key): expected \(expected), found \(found); "
        + "the file was changed after mag wrote it, or is of a newer version."
    case .onnx(let path, let failure):
      "\(path): \(failure.description)"
    case .badNetwork(let path, let failure):
      "\(path): \(failure.description)."
    case .notStorable(let path, let reason):
      "\(path): the network cannot be written as a checkpoint: \(reason)."
    }
  }
}
