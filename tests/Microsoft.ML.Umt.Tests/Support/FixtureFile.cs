using System.Text.Json;

namespace Microsoft.ML.Umt.Tests.Support;

/// <summary>One entry of the manifest: its section's key, its path below the fixtures' folder, its configuration, and the whole entry as written.</summary>
internal sealed record FixtureFile(string Section, string Path, JsonElement Config, JsonElement Entry);
