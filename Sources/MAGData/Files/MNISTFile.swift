import Foundation
import MAGFiles

/// One of the four files that make up MNIST, with the digests that identify it.
public struct MNISTFile: Sendable, Hashable {
  /// Which part of the data set a file holds.
  public enum Role: String, Sendable, CaseIterable, Codable {
    case trainImages, trainLabels, testImages, testLabels

    /// Whether it holds images; else labels.
    public var holdsImages: Bool { self == .trainImages || self == .testImages }
  }

  public let role: Role
  /// The canonical name, without `.gz`.
  public let name: String
  /// SHA-256 of the uncompressed file.
  public let digest: String
  /// SHA-256 of the compressed file as published.
  public let compressedDigest: String
  /// Bytes of the compressed file as published, for progress.
  public let compressedCount: Int

  public init(
    role: Role, name: String, digest: String, compressedDigest: String, compressedCount: Int
  ) {
    self.role = role
    self.name = name
    self.digest = digest
    self.compressedDigest = compressedDigest
    self.compressedCount = compressedCount
  }

  /// The four files as published by LeCun, Cortes and Burges.
  public static let canonical = [
    MNISTFile(
      role: .trainImages, name: "train-images-idx3-ubyte",
      digest: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
      compressedDigest: "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
      compressedCount: 9_912_422),
    MNISTFile(
      role: .trainLabels, name: "train-labels-idx1-ubyte",
      digest: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
      compressedDigest: "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
      compressedCount: 28_881),
    MNISTFile(
      role: .testImages, name: "t10k-images-idx3-ubyte",
      digest: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
      compressedDigest: "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
      compressedCount: 1_648_877),
    MNISTFile(
      role: .testLabels, name: "t10k-labels-idx1-ubyte",
      digest: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
      compressedDigest: "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
      compressedCount: 4_542),
  ]

  /// The names under which people keep this file: with `-idx` or `.idx`, plain or compressed. Images
  /// in colour, of four axes, are `idx4` by the format's custom and may be called so.
  public var acceptedNames: [String] {
    let dotted = name.replacingOccurrences(of: "-idx", with: ".idx")
    let names = [name, dotted, name + ".gz", dotted + ".gz"]
    return role.holdsImages
      ? names + names.map { $0.replacingOccurrences(of: "idx3", with: "idx4") } : names
  }

  /// The file under the first of its accepted names that a folder has, or `nil`.
  public func located(in folder: URL) -> URL? {
    acceptedNames.map { folder.appendingPathComponent($0) }
      .first { FileManager.default.fileExists(atPath: $0.path) }
  }
}
