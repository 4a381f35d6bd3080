import Foundation
import MAGFiles
import MAGNumerics

/// A network in another format, read back from the very bytes before any file is written.
public struct CheckpointConversion: Sendable {
  /// Of the file to be written.
  public let bytes: Data
  public let sha256: String
  /// The largest |z − z'| over the logits of the images, z' being those of `bytes`.
  public let largestDifference: Float
  /// The largest |z|, for scale.
  public let largestLogit: Float

  /// The largest difference that rounding explains, of the largest logit: float32 parameters are
  /// written as they are, but arithmetic beside a layer is folded into it when ONNX is read, which
  /// rounds the layer's parameters once more.
  public static let tolerance: Float = 1e-5

  /// Whether the logits are the same but for rounding; not so if one of them is no number.
  public var isFaithful: Bool {
    largestDifference == 0 || largestDifference <= Self.tolerance * largestLogit
  }

  /// How many images are compared.
  public static let imageCount = 16

  /// Encodes a checkpoint's network and metadata, reads the result, and compares the logits of
  /// images with uniform pixels in [0, 1).
  ///
  /// - Parameters:
  ///   - checkpoint: what is written.
  ///   - format: the kind of file.
  ///   - path: of the file to be written, for failures.
  ///   - generator: draws the pixels, image after image.
  /// - Throws: `CheckpointFailure.notStorable`; `.badNetwork` where the file would hold a network of
  ///   other sizes, which would be a fault of ours.
  public init(
    _ checkpoint: Checkpoint, to format: WritableFormat, path: String,
    using generator: inout some RandomNumberGenerator
  ) throws(CheckpointFailure) {
    let before = checkpoint.network
    bytes = try format.encoded(before, metadata: checkpoint.metadata, path: path)
    sha256 = FileDigest.sha256(bytes)
    let after = try Checkpoint.interpret(format.parsed(bytes, path: path), path: path).network
    guard after.inputDimension == before.inputDimension else {
      throw .badNetwork(
        path: path,
        .layersDoNotFit(layer: 0, expected: before.inputDimension, found: after.inputDimension))
    }
    var pixels: [Float] = []
    for _ in 0..<Self.imageCount * before.inputDimension {
      pixels.append(Float(generator.uniform()))
    }
    let images = Matrix(rows: Self.imageCount, columns: before.inputDimension, storage: pixels)
    let first = before.logits(images).storage
    let second = after.logits(images).storage
    largestDifference = zip(first, second).map { abs($0 - $1) }.max() ?? 0
    largestLogit = first.map { abs($0) }.max() ?? 0
  }
}
