import Foundation

/// The kinds of file a figure is written to.
public enum FigureFormat: String, Sendable, CaseIterable, Codable {
  case png, svg, pdf

  /// The file of this kind for a figure called `basename`.
  public func file(_ basename: URL) -> URL { basename.appendingPathExtension(rawValue) }

  /// Reads a list such as "png,svg"; repeated names count once, in the order given.
  ///
  /// - Throws: `.unknownFormat` with the first name that is none, also for an empty list.
  public static func list(_ text: String) throws(FigureFailure) -> [FigureFormat] {
    var formats: [FigureFormat] = []
    for name in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let format = FigureFormat(rawValue: name.lowercased()) else {
        throw .unknownFormat(String(name))
      }
      if !formats.contains(format) { formats.append(format) }
    }
    return formats
  }
}

/// What a figure file says about itself beside the picture.
public struct FigureMetadata: Sendable, Equatable {
  public var title: String
  /// The picture in words, for readers who cannot see it.
  public var altText: String
  public var software: String

  public init(title: String, altText: String, software: String = "mag") {
    self.title = title
    self.altText = altText
    self.software = software
  }
}
