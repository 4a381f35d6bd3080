import Foundation
import Testing

@testable import MAGFigures

@Suite("Snapshots of figures") struct FigureSnapshotTests {
  @Test(
    "every kind of figure is drawn as its snapshot says", arguments: SmallFigures.all.map(\.name))
  func figure_each_matchesSnapshot(_ name: String) throws {
    let small = try #require(SmallFigures.all.first { $0.name == name })
    try Snapshot.expect(Snapshot.lines(small.figure, width: small.width), as: name)
  }

  @Test("every kind that can be drawn from data has a snapshot, and no snapshot is left over")
  func snapshots_kinds_areComplete() throws {
    let schemas = Set(SmallFigures.all.map(\.figure.schema))
    #expect(schemas == Set(FigureData.kinds.map(\.schemaName)))
    guard !Snapshot.isWriting else { return }
    let files = try FileManager.default.contentsOfDirectory(atPath: Snapshot.folder.path)
    let names = SmallFigures.all.map(\.name) + MarkSnapshotTests.marks.map { "mark-\($0.name)" }
    #expect(files.sorted() == names.map { $0 + ".txt" }.sorted())
  }

  @Test("a drawing that differs in one place fails")
  func snapshot_otherDrawing_isFound() throws {
    guard !Snapshot.isWriting else { return }
    withKnownIssue {
      let lines = try Snapshot.lines(SmallFigures.figure3, width: 234.5)
      try Snapshot.expect(lines, as: "figure-3")
    }
    withKnownIssue { try Snapshot.expect(["page 1 1"], as: "no-such-figure") }
  }
}
