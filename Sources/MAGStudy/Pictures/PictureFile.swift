import Foundation
import MAGFigures
import MAGFiles

/// Somebody's own picture, read and not yet changed.
public struct PictureFile: Sendable, Equatable {
  /// As it was given.
  public let path: String
  /// Of the file's bytes.
  public let sha256: String
  public let picture: PNGPicture

  public init(path: String, sha256: String, picture: PNGPicture) {
    self.path = path
    self.sha256 = sha256
    self.picture = picture
  }

  /// No file larger than this is read: 256 MiB.
  static let ceiling = 1 << 28

  /// Reads a PNG file.
  ///
  /// - Throws: `FileFailure`, `FigureFailure.png`.
  public init(reading path: String) throws {
    let bytes = try FileInput.read(URL(fileURLWithPath: path), ceiling: Self.ceiling)
    self.init(
      path: path, sha256: FileDigest.sha256(bytes), picture: try PNGFile.decode(bytes))
  }
}
