// swift-tools-version: 6.0
import PackageDescription

// A package of its own, so that users of `mag` never build it; scripts/fuzz does, with every module
// of the library instrumented.
let package = Package(
  name: "mag-fuzz",
  dependencies: [.package(name: "mag", path: "..")],
  targets: [
    .target(name: "CFuzzer"),
    .executableTarget(
      name: "mag-fuzz", dependencies: ["CFuzzer", .product(name: "MAG", package: "mag")]),
  ],
  swiftLanguageModes: [.v6]
)
