# SyTest's way to this server: `-I Hub`. main.ts holds the hub; it is asked over HTTP to start with the registrations
# of application services that SyTest makes anew for each run. One server only: tests that need a second one are skipped.
use strict;
use warnings;

package SyTest::Homeserver::Hub;
use base qw( SyTest::Homeserver );

use JSON ();
use Net::Async::HTTP;
use URI;

sub _init
{
   my ( $self, $params ) = @_;
   $self->{server_name} = delete $params->{server_name};
   return $self->SUPER::_init( $params );
}

sub server_name { return $_[0]->{server_name} }

sub public_baseurl { return "http://" . $_[0]->{server_name} }

# There is no federation; SyTest asks nevertheless.
sub federation_host { return "localhost" }

sub federation_port { return undef }

sub pid { return 0 }

sub kill_and_await_finish { return Future->done }

sub start
{
   my ( $self ) = @_;
   my $http = Net::Async::HTTP->new( timeout => 50 );
   $self->loop->add( $http );
   return $http->POST(
      URI->new( $ENV{HUB_SYTEST_START} ),
      JSON::encode_json( {
         registrations => $self->{app_service_config_files} // [],
         cas           => ( $self->{cas_config} // {} )->{server_url},
      } ),
      content_type => "application/json",
   )->then( sub {
      my ( $response ) = @_;
      return Future->done if $response->is_success;
      return Future->fail( "The hub did not start: " . $response->decoded_content );
   } );
}

package SyTest::HomeserverFactory::Hub;
use base qw( SyTest::HomeserverFactory );

sub implementation_name { return "hub" }

sub create_server
{
   my ( $self, %params ) = @_;
   die "there is one server only with -I Hub\n" if $self->{made}++;
   return SyTest::Homeserver::Hub->new( %params, server_name => $ENV{HUB_SYTEST_NAME} );
}

1;
