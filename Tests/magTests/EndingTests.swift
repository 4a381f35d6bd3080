import ArgumentParser
import MAG
import Testing

@testable import mag

@Suite("How the process ends") struct EndingTests {
  private struct Anything: Failure {
    let kind: FailureKind
    var description: String { "the thing: expected this, found that" }
  }

  @Test(
    "every kind of failure has the exit code of the contract",
    arguments: [
      (FailureKind.usage, Int32(64)), (.badData, 65), (.noInput, 66), (.unavailable, 69),
      (.software, 70), (.cannotWrite, 73), (.cannotRead, 74),
    ])
  func failure_kinds_haveCodes(_ kind: FailureKind, _ code: Int32) {
    let found = Ending(of: Anything(kind: kind))
    #expect(found.code == code)
    #expect(found.text == "error: the thing: expected this, found that.")
  }

  @Test("an error nobody foresaw is our fault, in one sentence")
  func unknownError_isSoftware() {
    struct Unforeseen: Error {}
    let found = Ending(of: Unforeseen())
    #expect(found.code == 70)
    #expect(found.text.hasPrefix("error: an internal error"))
    #expect(found.text.hasSuffix("."))
  }

  @Test("an exit code that a command asks for is passed on without words")
  func exitCode_isPassedOn() {
    let found = Ending(of: ExitCode(1))
    #expect(found == Ending(code: 1, text: ""))
  }

  @Test("a message of several lines becomes one")
  func failure_severalLines_areJoined() {
    struct Long: Failure {
      let kind = FailureKind.badData
      var description: String { "first line\n  and second." }
    }
    #expect(Ending(of: Long()).text == "error: first line and second.")
  }
}
