import ArgumentParser
import MAG

/// How exact paths are checked, and what they are set beside.
struct CheckOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Ends of pieces that are evaluated afresh to certify an exact path: all, every N-th, or none; "
        + "but for none, every crossing too (default: 64).", valueName: "all|N|none"))
  var certificate: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Set exact paths beside what N uniform samples and bisection say of them.", valueName: "N"))
  var audit: Int?

  @Option(
    help: ArgumentHelp(
      "The arithmetic of the audit's samples (with --audit; default: double).",
      valueName: "precision"))
  var auditPrecision: PathAudit.Precision?

  func validate() throws {
    if let certificate, CertificateChoice(certificate) == nil {
      throw OptionFailure(
        option: "--certificate", expected: "all, none or a whole number from 1",
        found: "'\(certificate)'")
    }
    if auditPrecision != nil, audit == nil {
      throw OptionFailure(option: "--audit-precision", expected: "--audit beside it", found: "none")
    }
  }

  private var choice: CertificateChoice {
    certificate.flatMap { CertificateChoice($0) } ?? .every(64)
  }

  private var precision: PathAudit.Precision { auditPrecision ?? .double }

  /// Says on standard error that a certificate was asked for where there can be none.
  func report(_ method: PathMethod?, of subject: Subject) {
    guard method == .sampled, certificate != nil, choice.stride != nil else { return }
    Diagnostics.log.notice(
      "\(subject.checkpoint.path): paths are sampled, which carry no certificate.")
  }

  func apply(to settings: inout CrossingSettings) {
    settings.certificateStride = choice.stride
    settings.audit = audit.map { AuditSettings(samples: $0, precision: precision) }
  }

  /// As results record it.
  struct Record: Encodable {
    /// 1 for all ends of pieces; nil for no certificate.
    var certificateStride: Int?
    var audit: Int?
    var auditPrecision: PathAudit.Precision
  }

  var record: Record {
    Record(certificateStride: choice.stride, audit: audit, auditPrecision: precision)
  }
}

/// Which ends of pieces a certificate looks at.
enum CertificateChoice: Equatable {
  case all
  case every(Int)
  case none

  init?(_ text: String) {
    switch text {
    case "all": self = .all
    case "none": self = .none
    default:
      guard let stride = Int(text), stride > 0 else { return nil }
      self = .every(stride)
    }
  }

  var stride: Int? {
    switch self {
    case .all: 1
    case .every(let stride): stride
    case .none: nil
    }
  }
}
