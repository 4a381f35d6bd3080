import Notebook
import Testing

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

  @Test("code loses the indentation that its lines share, and no more")
  func cells_indentedCode_isDedented() {
    let source = "//: # T\nnotebook { page in\n    if a {\n      b()\n    }\n}"
    #expect(Cell.all(in: source).last == .code("if a {\n  b()\n}", lines: 3...5))
  }

  @Test("a brace in the first column closes a declaration outside the frame, and stays")
  func cells_declarationBeforeFrame_keepsItsBrace() {
    let source = "//: # T\nfunc f() {\n  g()\n}\n\nnotebook { page in\n  f()\n}\n"
    #expect(
      Cell.all(in: source) == [
        .prose("# T"), .code("func f() {\n  g()\n}", lines: 2...4), .code("f()", lines: 7...7),
      ])
  }

  @Test("prose parted by a blank line makes two cells, ordinary comments stay code")
  func cells_blankLineAndComment_areTold() {
    #expect(
      Cell.all(in: "//: a\n\n//: b\n// c") == [
        .prose("a"), .prose("b"), .code("// c", lines: 4...4),
      ])
    #expect(Cell.all(in: "").isEmpty)
  }

  @Test("sentences are left out of code, with all their lines")
  func withoutSentences_multilineCall_isRemoved() {
    let code = """
      let a = 1
      page.say(
        \"""
        One \\(a).

        Two.
        \""")
      page.say("short")
      page.say(
        a > 0 ? "yes" : "no"
      )
      if a > 0 {
        page.say("deep")
        f()
      }
      """
    #expect(Cell.withoutSentences(code) == "let a = 1\nif a > 0 {\n  f()\n}")
    #expect(Cell.withoutSentences("page.say(\"only\")").isEmpty)
  }
}
