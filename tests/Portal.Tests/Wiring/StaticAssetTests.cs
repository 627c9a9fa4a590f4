using Portal.Tests.Web;

namespace Portal.Tests.Wiring;

public sealed class StaticAssetTests(PortalUnderTest portal) : IClassFixture<PortalUnderTest>
{
    [Theory]
    [InlineData("css/tokens.css")]
    [InlineData("favicon.svg")]
    [InlineData("fonts/inter-latin-wght-normal.woff2")]
    [InlineData("fonts/LICENSE-Inter.txt")]
    public async Task Files_of_the_top_level_wwwroot_are_served_whole(string path)
    {
        var served = await portal.CreateClient().GetByteArrayAsync(new Uri(path, UriKind.Relative));

        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(Repository.TopLevel, "wwwroot", path)), served);
    }

    [Theory]
    [InlineData("_content/MudBlazor/MudBlazor.min.css")]
    [InlineData("_framework/blazor.web.js")]
    public async Task Files_of_packages_are_served(string path) =>
        Assert.NotEmpty(await portal.CreateClient().GetByteArrayAsync(new Uri(path, UriKind.Relative)));
}
