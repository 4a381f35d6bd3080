import Testing

@testable import Notebook

@Suite("Cells")
struct CellTests {
  @Test("prose and code part at the marker, and the frame is no cell")
  func cells_smallSource_partProseFromCode() {
    let source = """
      //: # Title
      //:
      //: Words.

      import MAG

      notebook { page in
        //: More.
        let a = 1

        page.print("x")
      }

      """
    #expect(
      Cell.all(in: source) == [
        .prose("# Title\n\nWords."), .code("import MAG", lines: 5...5), .prose("More."),
        .code("let a = 1\n\npage.print(\"x\")", lines: 9...11),
      ])
  }
}
