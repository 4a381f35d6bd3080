import Foundation
import MAGData
import MAGFigures
import MAGFiles

/// Says whether figures still follow from what they were made of.
///
/// A figure is a picture with its manifest, or the data file of one. Nothing is measured here: the
/// picture is drawn again from the data beside it, and files are compared by their digests.
public struct FigureVerifier {
  /// A figure that was read, for whoever goes on to measure it again.
  public struct Subject: Sendable {
    /// The folder of its data.
    public var folder: URL
    /// The name of its data file.
    public var dataName: String
    /// Nil where the data file is missing or cannot be read.
    public var data: FigureData?
    /// The data file's bytes.
    public var dataBytes: Data?
    /// That of the data, or the copy in the picture.
    public var provenance: Provenance?
    /// The recorded checkpoints that were found with their digests.
    public var checkpoints: [(file: Provenance.File, url: URL)] = []
    /// The recorded data set, if it was found to be the same.
    public var source: DataSource?
  }

  private var files: EvidenceFiles
  /// What draws now; the files' own manifests say what drew then.
  let renderer: FigureManifest.Renderer?

  /// - Parameters:
  ///   - checkpointFolders: where checkpoints may be, beside their recorded places.
  ///   - data: a data set in place of the recorded one.
  ///   - cache: where full MNIST is looked for.
  ///   - renderer: what is taken for the software that draws now; nil for what does.
  public init(
    checkpointFolders: [URL] = [], data: DataSource? = nil, cache: URL = MNIST.standardCache(),
    renderer: FigureManifest.Renderer? = nil
  ) {
    files = EvidenceFiles(checkpointFolders: checkpointFolders, data: data, cache: cache)
    self.renderer = renderer
  }

  /// Checks one figure.
  ///
  /// - Throws: `FileFailure` for no such file, `VerifyFailure` for what is no figure, and
  ///   `FigureFailure` for a data file of no known figure.
  public mutating func verify(_ url: URL) throws -> (report: FigureReport, subject: Subject) {
    let bytes = try EvidenceFiles.read(url)
    let path = url.relativePath
    var subject = Subject(
      folder: url.deletingLastPathComponent(), dataName: url.lastPathComponent)
    var checks: [FigureCheck] = []
    if bytes.first(where: { !Self.blanks.contains($0) }) == UInt8(ascii: "{") {
      let data = try FigureData(reading: bytes, from: path)
      (subject.data, subject.dataBytes, subject.provenance) = (data, bytes, data.provenance)
      checks.append(
        FigureCheck(
          .data, subject.dataName, .same, expected: data.figure.schema, found: data.figure.schema))
    } else {
      guard let format = PictureFormat(of: bytes) else { throw VerifyFailure.noFigure(path: path) }
      checks += picture(bytes, format, path, &subject)
    }
    checks += table(subject)
    checks += evidence(&subject)
    return (FigureReport(path: path, sha256: FileDigest.sha256(bytes), checks: checks), subject)
  }

  private static let blanks: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]

  /// The table beside the data, where there is one.
  private func table(_ subject: Subject) -> [FigureCheck] {
    let url = subject.folder.appendingPathComponent(subject.dataName)
      .deletingPathExtension().appendingPathExtension("csv")
    guard let data = subject.data, let bytes = try? EvidenceFiles.read(url) else { return [] }
    let expected = FileDigest.sha256(data.figure.table.data)
    let found = FileDigest.sha256(bytes)
    return [
      FigureCheck(
        .table, url.lastPathComponent, expected == found ? .same : .different,
        expected: expected, found: found)
    ]
  }

  /// What the numbers were measured with.
  private mutating func evidence(_ subject: inout Subject) -> [FigureCheck] {
    guard let provenance = subject.provenance else {
      return [
        FigureCheck(
          .provenance, subject.dataName, .cannotTell, expected: "where the numbers come from",
          found: "nothing; the data were not written by a command that measures")
      ]
    }
    var checks: [FigureCheck] = []
    if let images = provenance.images { checks.append(check(images, &subject)) }
    for file in provenance.checkpoints { checks.append(check(file, &subject)) }
    return checks
  }

  private mutating func check(
    _ images: Provenance.Images, _ subject: inout Subject
  ) -> FigureCheck {
    func result(_ verdict: Verdict, _ expected: String, _ found: String) -> FigureCheck {
      FigureCheck(.images, images.source, verdict, expected: expected, found: found)
    }
    guard let source = files.source(images, from: subject.folder) else {
      return result(.different, "full, sample or a relative path", images.source)
    }
    do {
      let found = try files.arrays(of: source)
      let wanted = Dictionary(
        images.files.map { ($0.name, $0.sha256) }, uniquingKeysWith: { first, _ in first })
      guard let other = found.first(where: { wanted[$0.name] != $0.sha256 }) else {
        subject.source = source
        return result(.same, "\(images.files.count) digests", "\(found.count) digests")
      }
      return result(
        .different, "\(other.name) \(wanted[other.name] ?? "of no digest")",
        "\(other.name) \(other.sha256)")
    } catch let failure as any Failure
      where failure.kind == .unavailable || failure.kind == .noInput
    {
      return result(.cannotTell, "the data set", "missing: \(failure)")
    } catch {
      return result(.different, "the data set", "\(error)")
    }
  }

  private mutating func check(
    _ file: Provenance.File, _ subject: inout Subject
  ) -> FigureCheck {
    func result(_ verdict: Verdict, _ found: String) -> FigureCheck {
      FigureCheck(.checkpoint, file.path, verdict, expected: file.sha256, found: found)
    }
    switch files.find(file, from: subject.folder) {
    case .same(let url):
      subject.checkpoints.append((file, url))
      return result(.same, file.sha256)
    case .other(_, let sha256): return result(.different, sha256)
    case .missing:
      return result(.cannotTell, "missing; name its folder with --checkpoints")
    }
  }
}
