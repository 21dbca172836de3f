namespace Microsoft.ML.Umt.Tests.Support;

/// <summary>A fact about Linux; elsewhere it is skipped and says so.</summary>
internal sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute() => Skip = OperatingSystem.IsLinux() ? null : "About Linux alone: its loader, or its figures of memory.";
}
