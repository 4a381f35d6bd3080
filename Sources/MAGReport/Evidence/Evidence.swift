import Foundation
import MAGFigures
import MAGFiles
import MAGStudy

/// One JSON file that a report is made of, understood.
public struct Evidence: Sendable {
  public enum Content: Sendable {
    /// Of `mag align`, `crossings`, `robustness` and `transform`.
    case measurement(SavedDocument<CheckpointResult>)
    /// Of `mag inspect`.
    case inspection(SavedDocument<InspectionRecord>)
    /// The data file of a figure of any kind.
    case figure(FigureData)
    /// `results.json` of `mag figures`.
    case paper(PaperResults)
  }

  /// What messages and the report call it, usually the path as it was given.
  public private(set) var name: String
  /// Of the file's bytes.
  public let sha256: String
  public let content: Content

  /// The schemas of measurements, in the order in which a report shows them.
  public static let measurementSchemas = [
    "mag.alignment/1", "mag.crossings/1", "mag.robustness/1", "mag.transformation/1",
  ]
  static let inspectionSchema = "mag.inspection/1"
  static let paperSchema = "mag.figures/1"

  private struct Head: Decodable {
    var schema: String
  }

  /// Reads a document of any of these kinds by its `schema`.
  ///
  /// - Throws: `ReportFailure.unknownSchema` for another, `JSONFailure` for JSON that is broken or
  ///   lacks a key, `FigureFailure` for a figure's data that cannot be used.
  public init(reading data: Data, from name: String) throws {
    self.name = name
    sha256 = FileDigest.sha256(data)
    let schema = try OrderedJSON.decode(Head.self, from: data, name: name).schema
    switch schema {
    case _ where Evidence.measurementSchemas.contains(schema):
      content = .measurement(
        try OrderedJSON.decode(SavedDocument<CheckpointResult>.self, from: data, name: name))
    case Evidence.inspectionSchema:
      content = .inspection(
        try OrderedJSON.decode(SavedDocument<InspectionRecord>.self, from: data, name: name))
    case Evidence.paperSchema:
      content = .paper(try OrderedJSON.decode(PaperResults.self, from: data, name: name))
    case _ where FigureData.schemaNames.contains(schema):
      content = .figure(try FigureData(reading: data, from: name))
    default:
      throw ReportFailure.unknownSchema(path: name, found: schema)
    }
  }

  /// The same, called by its path as seen from a folder: what the report says, which holds no path of
  /// one machine.
  ///
  /// - Parameter folder: that of the page.
  private static func read(_ file: URL, for folder: URL) throws -> Evidence {
    var evidence = try Evidence(reading: FileInput.read(file), from: file.relativePath)
    evidence.name = RecordedPath.of(file, from: folder)
    return evidence
  }

  /// Reads documents, skipping those of a folder that are no measurement and no figure.
  ///
  /// - Throws: as `init(reading:from:)`; `FileFailure`; `ReportFailure.emptyFolder` for a folder of
  ///   which nothing is left.
  public static func read(_ source: ReportSource, for folder: URL) throws -> [Evidence] {
    switch source {
    case .checkpoint: return []
    case .document(let url):
      return [try read(url, for: folder)]
    case .folder(let url, let files):
      let found = try files.compactMap { file -> Evidence? in
        do {
          return try read(file, for: folder)
        } catch ReportFailure.unknownSchema {
          return nil
        } catch JSONFailure.notDecodable(_, "the root", let reason) where reason.contains("schema")
        {
          return nil
        }
      }
      guard !found.isEmpty else { throw ReportFailure.emptyFolder(path: url.relativePath) }
      return found
    }
  }
}
