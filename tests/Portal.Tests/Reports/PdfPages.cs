using System.Diagnostics;

namespace Portal.Tests.Reports;

/// <summary>The text of a PDF as another program reads it, page by page.</summary>
internal static class PdfPages
{
    /// <summary>Text of each page, in the order in which it stands in the file, blanks and line ends as one blank; where the program is missing the test is left out, and CI fails.</summary>
    public static string[] Of(byte[] pdf)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, pdf);
            using var reader = Start(path);
            var complaint = reader.StandardError.ReadToEndAsync();
            var text = reader.StandardOutput.ReadToEnd();
            Assert.True(reader.WaitForExit(TimeSpan.FromMinutes(1)), "pdftotext did not end.");
            // It says there when something in the file is not as it should be.
            Assert.Equal("", complaint.Result);
            return [.. text.Split('\f', StringSplitOptions.RemoveEmptyEntries).Select(page => string.Join(' ', page.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))];
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Process Start(string path)
    {
        try
        {
            return Process.Start(new ProcessStartInfo("pdftotext", ["-raw", "-enc", "UTF-8", path, "-"]) { RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = System.Text.Encoding.UTF8 })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            const string lacking = "pdftotext is not installed; tests/prepare installs it as root on Debian.";
            if (string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase)) Assert.Fail(lacking);
            Assert.Skip(lacking);
            throw;
        }
    }
}
