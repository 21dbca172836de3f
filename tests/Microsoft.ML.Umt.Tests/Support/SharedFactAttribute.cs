namespace Microsoft.ML.Umt.Tests.Support;

/// <summary>A fact that needs the shared test data (or one path of it); without it the test is skipped and says why.</summary>
internal sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute(string? relativePath = null) => Skip = SharedData.ReasonToSkip(relativePath);
}
