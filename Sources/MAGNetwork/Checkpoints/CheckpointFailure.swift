import MAGFiles

/// Why a checkpoint cannot be read, understood or written.
public enum CheckpointFailure: Failure, Equatable {
  /// The file itself: missing, unreadable, too large, or not to be written.
  case file(FileFailure)
  /// A file of another kind, or one cut off before its header ends.
  case notSafetensors(path: String, found: String)
  /// A file of a kind that is not read, or whose kind cannot be told.
  case unknownFormat(path: String, found: String)
  /// An HDF5 file, which Keras writes.
  case hdf5(path: String)
  /// A zip archive (.npz, .pt) that is damaged or holds what no checkpoint needs.
  case archive(ZipFailure)
  /// An array of NumPy's that is damaged or of a kind that holds no weights.
  case numPy(NumPyFailure)
  /// Bytes of another format than safetensors that are not what they should be; `byte` counts from
  /// the start of the part named.
  case badContent(path: String, format: String, byte: Int, reason: String)
  /// A line of text that is not what it should be; the first is 1.
  case badLine(path: String, format: String, line: Int, reason: String)
  /// A pickle that asks for more than a state dict needs.
  case refusedPickle(path: String, what: String, byte: Int)
  /// A pickled module: code, not tensors.
  case wholeModule(path: String, global: String, byte: Int)
  /// A pickle without one dictionary of tensors by name.
  case noStateDict(path: String, found: String)
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
  /// A hint that says something else than the file itself.
  case contradicted(path: String, options: String, stated: String)
  /// A description of the layers that cannot be read or does not fit the tensors.
  case architecture(ArchitectureFailure)
  /// An ONNX file that is damaged or uses what is not known.
  case onnx(path: String, ONNXFailure)
  /// Layers that make no network.
  case badNetwork(path: String, NetworkFailure)
  /// A network that a checkpoint has no words for.
  case notStorable(path: String, reason: String)

  public var kind: FailureKind {
    switch self {
    case .file(let failure): failure.kind
    case .archive(let failure): failure.kind
    case .architecture(let failure): failure.kind
    case .numPy(let failure): failure.kind
    case .notStorable: .cannotWrite
    default: .badData
    }
  }

  /// Names come from the file and are made printable.
  public var description: String { sentence.printable }

  private var sentence: String {
    switch self {
    case .file(let failure):
      failure.description
    case .notSafetensors(let path, let found):
      "\(path): expected a safetensors file, found \(found); "
        + "save the model's state_dict with safetensors.torch.save_file."
    case .unknownFormat(let path, let found):
      "\(path): expected a \(CheckpointFormat.words) file, found \(found); "
        + "save the model's state_dict with safetensors.torch.save_file, or the model as ONNX."
    case .hdf5(let path):
      "\(path): the file is HDF5 (Keras), which is not read; expected a \(CheckpointFormat.words) "
        + "file: write one with model.export(\"model.onnx\", format=\"onnx\")."
    case .archive(let failure):
      failure.description
    case .numPy(let failure):
      failure.description
    case .badContent(let path, let format, let byte, let reason):
      "\(path): the \(format) is damaged at byte \(byte) (\(reason)); "
        + "write or download the file again."
    case .badLine(let path, let format, let line, let reason):
      "\(path): line \(line) of the \(format) file is not what it should be (\(reason)); "
        + "write or download the file again."
    case .refusedPickle(let path, let what, let byte):
      "\(path): the pickle asks for the \(what) at byte \(byte), which no state dict needs and "
        + "which is not carried out; save the model's state_dict() alone with torch.save."
    case .wholeModule(let path, let global, let byte):
      "\(path): the file holds a whole module (\(global) at byte \(byte)), which only running its "
        + "code could read; save the model's state_dict() with torch.save."
    case .noStateDict(let path, let found):
      "\(path): expected one dictionary of tensors by name, found \(found); "
        + "save the model's state_dict() with torch.save."
    case .badHeader(let path, let byte, let reason):
      "\(path): the safetensors header is damaged at byte \(byte) (\(reason)); "
        + "write or download the file again."
    case .badTensor(let path, let tensor, let reason):
      "\(path): tensor \(tensor): \(reason); write or download the file again."
    case .notDenseLayers(let path, let found):
      "\(path): expected weights and biases of dense layers, numbered in order (0.weight and 0.bias, "
        + "fc1.weight, W1 and b1 or the like), found \(found); "
        + "save the network as a sequence of linear layers, or as ONNX, or describe its layers with "
        + "--architecture."
    case .wrongShape(let path, let tensor, let expected, let found):
      "\(path): tensor \(tensor): expected extents \(expected), found \(found); "
        + "the layers must be dense and each must take what the one before it gives: save other "
        + "networks as ONNX, or describe their layers with --architecture."
    case .notFinite(let path, let tensor, let element, let value):
      "\(path): tensor \(tensor): element \(element) is \(value), expected a finite float32 number; "
        + "the training that made it diverged, or the file is damaged."
    case .badMetadata(let path, let key, let expected, let found):
      "\(path): metadata \(key): expected \(expected), found \(found); "
        + "the file was changed after mag wrote it, or is of a newer version."
    case .contradicted(let path, let options, let stated):
      "\(path): the file itself says \(stated); leave out \(options), which is for files that "
        + "do not."
    case .architecture(let failure):
      failure.description
    case .onnx(let path, let failure):
      "\(path): \(failure.description)"
    case .badNetwork(let path, let failure):
      "\(path): \(failure.description)."
    case .notStorable(let path, let reason):
      "\(path): the network cannot be written as a checkpoint: \(reason)."
    }
  }
}
