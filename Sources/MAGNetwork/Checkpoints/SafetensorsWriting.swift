import Foundation
import MAGFiles

extension SafetensorsFile {
  /// The file's bytes, a function of the value alone.
  ///
  /// Tensors lie in their order. The header is filled up with spaces so that the data begin at a
  /// multiple of 8 bytes. Names must differ; none may be `__metadata__`.
  public func encoded() -> Data {
    var header = SafetensorsHeader()
    header.metadata = metadata
    var end = 0
    var names: Set = [SafetensorsHeader.metadataKey]
    for tensor in tensors {
      precondition(names.insert(tensor.name).inserted, "two tensors have the same name")
      header.entries.append(
        SafetensorsHeader.Entry(
          name: tensor.name, type: tensor.type.rawValue, extents: tensor.extents, begin: end,
          end: end + tensor.bytes.count))
      end += tensor.bytes.count
    }
    let text = header.encoded()
    var bytes = Data(capacity: 8 + text.count + end)
    withUnsafeBytes(of: UInt64(text.count).littleEndian) { bytes.append(contentsOf: $0) }
    bytes.append(contentsOf: text)
    for tensor in tensors { bytes.append(tensor.bytes) }
    return bytes
  }

  /// Writes the file whole or not at all.
  ///
  /// - Throws: `CheckpointFailure.file`.
  public func write(to url: URL) throws(CheckpointFailure) {
    do { try AtomicFile.write(encoded(), to: url) } catch { throw .file(error) }
  }
}
