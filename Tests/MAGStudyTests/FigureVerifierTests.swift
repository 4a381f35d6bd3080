import Foundation
import MAGData
import MAGFigures
import MAGFiles
import Testing

@testable import MAGStudy

/// A figure with its data, a checkpoint and a data set in a folder.
private struct Drawn {
  let folder: URL

  static func use(_ body: (Drawn) throws -> Void) throws {
    try withScratch { folder in
      let drawn = Drawn(folder: folder)
      try drawn.draw()
      try body(drawn)
    }
  }

  var cosines: [Double] { (0..<40).map { Double($0) / 40 } }

  func draw(
    _ name: String = "figure", model: String = "baseline", images: String? = "sample"
  ) throws {
    try Data("weights".utf8).write(to: url("m.pt"))
    let sample = DataRecord(try MNIST.load(.sample).provenance, split: .test, count: 2000)
    try Figure1(models: [Figure1.Model(name: model, cosines: cosines)]).write(
      basename: url(name), formats: [.png, .doublePNG, .svg, .pdf],
      provenance: Provenance(
        command: ["mag", "align", "m.pt"], configuration: .object([:]), seed: 0,
        images: images.map { Provenance.Images(source: $0, sample.digests) },
        manifoldDigest: nil,
        checkpoints: [
          Provenance.File(
            name: "baseline", path: "m.pt", sha256: FileDigest.sha256(Data("weights".utf8)))
        ]))
  }

  func url(_ name: String) -> URL { folder.appendingPathComponent(name) }
  func bytes(_ name: String) throws -> Data { try Data(contentsOf: url(name)) }

  func replace(_ text: String, by other: String, in name: String) throws {
    let old = String(decoding: try bytes(name), as: UTF8.self)
    #expect(old.contains(text))
    try Data(old.replacingOccurrences(of: text, with: other).utf8).write(to: url(name))
  }

  /// - Parameter cache: an empty one by default.
  func verify(
    _ name: String, folders: [URL] = [], data: DataSource? = nil, cache: URL? = nil,
    renderer: FigureManifest.Renderer? = nil
  ) throws -> FigureReport {
    var verifier = FigureVerifier(
      checkpointFolders: folders, data: data, cache: cache ?? url("no-cache"),
      renderer: renderer)
    return try verifier.verify(url(name)).report
  }
}

extension FigureReport {
  /// Of the checks that are not the same.
  fileprivate var troubled: [FigureCheck.Subject: Verdict] {
    Dictionary(
      checks.filter { $0.verdict != .same }.map { ($0.subject, $0.verdict) },
      uniquingKeysWith: { first, _ in first })
  }
}

@Suite("Verifying figures") struct FigureVerifierTests {
  static let pictures = ["figure.png", "figure@2x.png", "figure.svg", "figure.pdf"]

  @Test("an untouched figure is the same in every check", arguments: pictures)
  func picture_untouched_isSame(_ name: String) throws {
    try Drawn.use { drawn in
      let report = try drawn.verify(name)
      #expect(report.troubled.isEmpty && report.verdict == .same)
      #expect(
        report.checks.map(\.subject) == [
          .manifest, .data, .drawing, .picture, .table, .images, .checkpoint,
        ])
    }
  }

  @Test("its data alone are checked against the table and what they were measured with")
  func data_untouched_isSame() throws {
    try Drawn.use { drawn in
      let report = try drawn.verify("figure.json")
      #expect(report.verdict == .same)
      #expect(report.checks.map(\.subject) == [.data, .table, .images, .checkpoint])
    }
  }

  @Test("one other byte is found, wherever in the picture it is", arguments: pictures)
  func picture_oneByte_isDifferent(_ name: String) throws {
    try Drawn.use { drawn in
      let bytes = try drawn.bytes(name)
      for share in [0.2, 0.5, 0.9] {
        var other = bytes
        other[Int(share * Double(bytes.count))] ^= 1
        try other.write(to: drawn.url(name))
        // Where the byte is one of the manifest's, another version may be said to have drawn it.
        let verdict = try drawn.verify(name).verdict
        let isDoubt = verdict == .cannotTell && name.hasSuffix("svg")
        #expect(verdict == .different || isDoubt, "\(share)")
      }
    }
  }

  @Test("an edited number shows in the digest, the drawing, the picture and the table")
  func data_edited_isDifferent() throws {
    try Drawn.use { drawn in
      try drawn.replace("0.525,", by: "0.025,", in: "figure.json")
      let troubled = try drawn.verify("figure.svg").troubled
      #expect(
        troubled == [
          .data: .different, .drawing: .different, .picture: .different, .table: .different,
        ])
    }
  }

  @Test("an edited table is found, and none at all is no matter")
  func table_edited_isDifferent() throws {
    try Drawn.use { drawn in
      try drawn.replace("0.5,1.0,20", by: "0.5,1.0,21", in: "figure.csv")
      #expect(try drawn.verify("figure.png").troubled == [.table: .different])
      try FileManager.default.removeItem(at: drawn.url("figure.csv"))
      #expect(try drawn.verify("figure.png").verdict == .same)
    }
  }

  @Test("a picture beside another figure's data is different")
  func picture_moved_isDifferent() throws {
    try Drawn.use { drawn in
      try drawn.draw("other", model: "robust", images: nil)
      try drawn.bytes("other.json").write(to: drawn.url("figure.json"))
      let troubled = try drawn.verify("figure.pdf").troubled
      for subject in [FigureCheck.Subject.manifest, .data, .drawing, .picture, .table] {
        #expect(troubled[subject] == .different)
      }
    }
  }

  @Test("without its data a picture cannot be told, though its checkpoints can")
  func data_missing_cannotTell() throws {
    try Drawn.use { drawn in
      try FileManager.default.removeItem(at: drawn.url("figure.json"))
      let report = try drawn.verify("figure.pdf")
      #expect(report.troubled == [.data: .cannotTell] && report.verdict == .cannotTell)
      #expect(report.checks.contains { $0.subject == .checkpoint && $0.verdict == .same })
    }
  }

  @Test("a checkpoint is found beside, in a folder named, or by its digest in the cache")
  func checkpoint_places_areSearched() throws {
    try Drawn.use { drawn in
      let manager = FileManager.default
      for folder in ["else", "cache/models/one", "cache/models/two"] {
        try manager.createDirectory(
          at: drawn.url(folder), withIntermediateDirectories: true)
      }
      try manager.moveItem(at: drawn.url("m.pt"), to: drawn.url("else/m.pt"))
      #expect(try drawn.verify("figure.svg").troubled == [.checkpoint: .cannotTell])
      #expect(
        try drawn.verify("figure.svg", folders: [drawn.url("else")]).verdict == .same)
      // Another model of this name in the cache is not this one.
      try Data("other".utf8).write(to: drawn.url("cache/models/one/m.pt"))
      let cache = drawn.url("cache")
      #expect(
        try drawn.verify("figure.svg", cache: cache).troubled == [.checkpoint: .cannotTell])
      try manager.moveItem(at: drawn.url("else/m.pt"), to: drawn.url("cache/models/two/m.pt"))
      #expect(try drawn.verify("figure.svg", cache: cache).verdict == .same)
      // In its own place it is.
      try Data("other".utf8).write(to: drawn.url("m.pt"))
      #expect(
        try drawn.verify("figure.svg").troubled == [.checkpoint: .different])
    }
  }

  @Test("data sets are told by their digests, and a missing one is said to be missing")
  func images_sources_areChecked() throws {
    try Drawn.use { drawn in
      #expect(
        try drawn.verify("figure.svg", data: .full).troubled == [.images: .cannotTell])
      try IDX(extents: [2, 1, 1], bytes: [1, 2]).write(to: drawn.url("train-images-idx3-ubyte"))
      try IDX(extents: [2], bytes: [0, 1]).write(to: drawn.url("train-labels-idx1-ubyte"))
      try IDX(extents: [1, 1, 1], bytes: [3]).write(to: drawn.url("t10k-images-idx3-ubyte"))
      try IDX(extents: [1], bytes: [1]).write(to: drawn.url("t10k-labels-idx1-ubyte"))
      #expect(
        try drawn.verify("figure.svg", data: .folder(drawn.folder)).troubled
          == [.images: .different])
      try drawn.draw(images: "no-such-folder")
      #expect(try drawn.verify("figure.svg").troubled == [.images: .cannotTell])
      try drawn.draw(images: "/etc")
      #expect(try drawn.verify("figure.svg").troubled == [.images: .different])
    }
  }

  @Test("another version of the renderer can only compare the drawing")
  func renderer_other_cannotTell() throws {
    try Drawn.use { drawn in
      var renderer = FigureManifest.Renderer.current(theme: .paper)
      renderer.font += " 2"
      let report = try drawn.verify("figure.png", renderer: renderer)
      #expect(report.troubled == [.picture: .cannotTell])
      #expect(report.checks.first { $0.subject == .drawing }?.verdict == .same)
      // Then an edited drawing may be the other font's doing, but the digest of the data is not.
      try drawn.replace("0.525,", by: "0.025,", in: "figure.json")
      let edited = try drawn.verify("figure.png", renderer: renderer).troubled
      #expect(edited[.drawing] == .cannotTell && edited[.data] == .different)
    }
  }

  @Test("a picture without a manifest, or with a broken one, is told apart")
  func manifest_missing_cannotTell() throws {
    try Drawn.use { drawn in
      let figure = try Figure1(models: [Figure1.Model(name: "a", cosines: drawn.cosines)])
        .figure(theme: .paper)
      for format in FigureFormat.allCases {
        try FigureWriter.render(figure, as: format, width: .page).write(to: drawn.url("bare"))
        #expect(try drawn.verify("bare").troubled[.manifest] == .cannotTell)
      }
      try drawn.replace("&quot;schema&quot;:", by: "&quot;schem&quot;:", in: "figure.svg")
      #expect(try drawn.verify("figure.svg").troubled[.manifest] == .different)
    }
  }

  @Test("data without a provenance cannot tell where they come from")
  func provenance_missing_cannotTell() throws {
    try Drawn.use { drawn in
      try Figure1(models: [Figure1.Model(name: "a", cosines: drawn.cosines)])
        .write(basename: drawn.url("plain"), formats: [.svg])
      #expect(try drawn.verify("plain.svg").troubled == [.provenance: .cannotTell])
    }
  }

  @Test("a manifest leads to no absolute path and to no device")
  func manifest_hostile_isRefused() throws {
    try Drawn.use { drawn in
      let bytes = try drawn.bytes("figure.svg")
      let quote = String(decoding: bytes, as: UTF8.self).contains("&quot;") ? "&quot;" : "\""
      try drawn.replace(
        "\(quote)figure.json\(quote)", by: "\(quote)/etc/passwd\(quote)", in: "figure.svg")
      let absolute = try drawn.verify("figure.svg")
      #expect(absolute.troubled[.manifest] == .different)
      #expect(absolute.checks.first { $0.subject == .manifest }?.found == "/etc/passwd")
      try bytes.write(to: drawn.url("figure.svg"))
      let up = String(repeating: "../", count: 20)
      try drawn.replace(
        "\(quote)figure.json\(quote)", by: "\(quote)\(up)dev/zero\(quote)", in: "figure.svg")
      #expect(try drawn.verify("figure.svg").troubled[.data] == .different)
    }
  }

  @Test("what is no figure is refused with its reason")
  func file_noFigure_throws() throws {
    try Drawn.use { drawn in
      try Data("GIF89a".utf8).write(to: drawn.url("a.gif"))
      #expect(throws: VerifyFailure.noFigure(path: drawn.url("a.gif").relativePath)) {
        _ = try drawn.verify("a.gif")
      }
      #expect(throws: FileFailure.self) { _ = try drawn.verify("none.pdf") }
      try Data(#"{"schema": "mag.atlas/1"}"#.utf8).write(to: drawn.url("a.json"))
      #expect(throws: FigureFailure.self) { _ = try drawn.verify("a.json") }
      var verifier = FigureVerifier(cache: drawn.folder)
      #expect(throws: VerifyFailure.noRegularFile(path: "/dev/zero")) {
        _ = try verifier.verify(URL(fileURLWithPath: "/dev/zero"))
      }
    }
  }

  @Test("of several verdicts different counts before cannot tell, and that before same")
  func verdict_several_isTheWorst() {
    #expect(Verdict(of: [.same, .same]) == .same)
    #expect(Verdict(of: [.same, .cannotTell]) == .cannotTell)
    #expect(Verdict(of: [.cannotTell, .different, .same]) == .different)
    #expect(Verdict(of: []) == .cannotTell)
  }
}
